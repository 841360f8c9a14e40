-- The contact centre. Who called is the customer number when the agent asked for it, otherwise only the caller's number.
create table cnslt (
  cnslt_no   text primary key,
  cust_no    text,
  tel_no     text,                            -- digits only, national ('01012345678'), '+' and digits when foreign
  chnl_cd    text not null,                   -- 'CALL' | 'CHAT' | 'BRANCH' | 'EMAIL' | 'MESSENGER'
  agnt_id    text,
  strt_ts    timestamptz not null,
  end_ts     timestamptz,
  prd_nm     text,
  topic_nm   text,
  smry_txt   text,
  note_txt   text,
  rslt_nm    text,
  csat_scr   smallint,                        -- 1..5
  senti_scr  numeric(4, 3),                   -- -1..1
  city_nm    text,
  lang_cd    text default 'ko',
  seq        bigint generated always as identity
);
create unique index cnslt_seq on cnslt (seq);
create index cnslt_cust on cnslt (cust_no, strt_ts desc, cnslt_no desc) where cust_no is not null;
create index cnslt_tel on cnslt (tel_no, strt_ts desc, cnslt_no desc) where cust_no is null;
