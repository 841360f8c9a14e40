-- The bank's CRM, as its vendor named things. Phone as written at the branch ('010-1234-5678'), dates as 'YYYYMMDD'.
create extension if not exists pg_trgm;

create table cust_mst (
  cust_no      text primary key,
  cust_nm      text,
  fam_nm       text,
  gvn_nm       text,
  cust_eng_nm  text,
  brth_dt      char(8),
  sex_cd       char(1),                       -- 'M' | 'F'
  hp_no        text,
  hp_own_yn    char(1) not null default 'N',  -- 'Y': the line is registered to this person
  email_addr   text,
  zip_cd       text,
  sido_nm      text,
  addr_dtl     text,
  ntn_cd       char(2) default 'KR',
  grade_nm     text,                          -- 'VIP' | 'GOLD' | 'SILVER' | 'BASIC'
  brnch_nm     text,
  join_dtm     timestamptz,
  lang_cd      text default 'ko',
  tz_nm        text default 'Asia/Seoul',
  ib_user_id   text,                          -- internet banking login
  fam_grp_no   text,                          -- household, not used by every branch
  chg_seq      bigint generated always as identity,
  upd_dtm      timestamptz not null default now()
);
create unique index cust_mst_chg on cust_mst (chg_seq);
create index cust_mst_tel on cust_mst (regexp_replace(hp_no, '\D', '', 'g') text_pattern_ops);
create index cust_mst_email on cust_mst (lower(email_addr) text_pattern_ops);
create index cust_mst_name on cust_mst using gin ((coalesce(cust_nm, '') || ' ' || coalesce(cust_eng_nm, '')) gin_trgm_ops);

-- The vendor's own change counter: every insert or update moves the row to the end.
create function cust_mst_changed() returns trigger language plpgsql as $$
begin
  new.chg_seq := nextval(pg_get_serial_sequence('cust_mst', 'chg_seq'));
  new.upd_dtm := now();
  return new;
end $$;
create trigger cust_mst_changed before update on cust_mst for each row execute function cust_mst_changed();

create table prd_hold (
  hold_no    text primary key,
  cust_no    text not null,
  prd_nm     text not null,
  prd_ctgr   text not null,                   -- 'DEPOSIT' | 'SAVINGS' | 'CARD' | 'LOAN' | 'FUND' | 'INSURANCE'
  acct_no    text,
  open_dtm   timestamptz,
  close_dtm  timestamptz,
  bal_amt    numeric(18, 2),
  crcy_cd    char(3)
);
create index prd_hold_cust on prd_hold (cust_no, open_dtm desc, hold_no desc);

create table cmpgn_cntct (
  cntct_no   text primary key,
  cust_no    text not null,
  cmpgn_nm   text,
  offer_nm   text,
  chnl_cd    text,                            -- 'TM' | 'EM' | 'SM' | 'PU' | 'KT' (messenger) | 'DM' (post) | 'BR'
  try_no     integer not null default 1,
  rslt_cd    text not null,                   -- 'ACPT' | 'RJCT' | 'NOAN' | 'DLVR' | 'OPEN' | 'CLCK' | 'BNCE'
  cntct_dtm  timestamptz not null,
  seq        bigint generated always as identity
);
create unique index cmpgn_cntct_seq on cmpgn_cntct (seq);
create index cmpgn_cntct_cust on cmpgn_cntct (cust_no, cntct_dtm desc, cntct_no desc);
