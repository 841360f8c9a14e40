-- The web and app analytics store. A hit belongs to a login when somebody was logged in, otherwise to a visitor cookie.
create table hit (
  hit_id    text primary key,
  vst_id    text,                             -- cookie or app installation
  dvc_id    text,
  login_id  text,
  ssn_id    text,
  hit_tp    text not null,                    -- 'track' | 'page' | 'screen' | 'identify'
  hit_nm    text not null,
  chnl      text,                             -- 'web' | 'app'
  url       text,
  ref_url   text,
  dvc_tp    text,                             -- 'mobile' | 'desktop' | 'tablet'
  city      text,
  prd       text,
  cmpgn     text,
  props     jsonb,
  hit_ts    timestamptz not null,
  seq       bigint generated always as identity
);
create unique index hit_seq on hit (seq);
create index hit_login on hit (login_id, hit_ts desc, hit_id desc) where login_id is not null;
create index hit_visitor on hit (vst_id, hit_ts desc, hit_id desc) where login_id is null;
