-- Core banking. Parties carry the customer number in its own spelling ('CIF' and ten digits).
create table acct (
  acct_no   text primary key,
  prd_cd    text,
  brnch_nm  text,
  crcy_cd   char(3) not null default 'KRW',
  open_dt   date
);

create table acct_pty (
  acct_no   text not null,
  cif_no    text not null,
  role_cd   text not null,                    -- 'OWN' holder | 'AUT' authorised person
  reg_dtm   timestamptz not null default now(),
  seq       bigint generated always as identity,
  primary key (acct_no, cif_no)
);
create unique index acct_pty_seq on acct_pty (seq);

create table txn (
  txn_no    text primary key,
  acct_no   text not null,
  dc_cd     char(1) not null,                 -- 'C' credit | 'D' debit
  txn_amt   numeric(18, 2) not null,
  crcy_cd   char(3) not null default 'KRW',
  cntr_nm   text,
  purp_cd   text,                             -- ISO 20022 purpose code, e.g. 'SALA', 'RENT', 'UBIL', 'TAXS', 'EDUC'
  so_yn     char(1) not null default 'N',     -- standing order
  memo_txt  text,
  chnl_cd   text,                             -- 'IB' web | 'MB' app | 'BR' branch | 'ATM' | 'CC' call
  book_ts   timestamptz not null,
  seq       bigint generated always as identity
);
create unique index txn_seq on txn (seq);
create index txn_acct on txn (acct_no, book_ts desc, txn_no desc);
