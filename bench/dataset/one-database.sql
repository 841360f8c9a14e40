-- What the gateway's store knows, in plain columns beside the sources' tables: for contenders that find everything in one
-- database. The rows are those of the store, in the order in which it answers them.
create table customer (
  id      uuid primary key,
  crm_id  text unique
);

create table identity_link (
  customer_id  uuid not null,
  n            integer not null,
  namespace    text not null,
  value        text not null,
  verified     boolean not null,
  primary key (customer_id, n)
);

create table consent (
  customer_id  uuid not null,
  n            integer not null,
  purpose      text not null,
  channel      text,
  state        text not null,
  valid_until  timestamptz,
  primary key (customer_id, n)
);
