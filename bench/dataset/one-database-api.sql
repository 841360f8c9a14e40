-- The schema that PostGraphile is pointed at: views and functions in the words of the gateway's schema, so that it answers the
-- same documents. Functions in SQL are inlined by the planner.
create schema api;

create type api.address as (locality text, country text);
create type api.money as (amount text, currency text);

create view api.customer as select 'cus_' || id as id, id as key, crm_id from customer;
comment on view api.customer is '@primaryKey key';

create view api.profile as
  select cust_no, coalesce(cust_nm, cust_eng_nm) as display_name, email_addr as email,
    case when hp_no like '+%' then '+' else '+82' end
      || substr(regexp_replace(hp_no, '\D', '', 'g'), case when hp_no like '+%' then 1 else 2 end) as phone,
    grade_nm as tier, brnch_nm as branch,
    case when coalesce(zip_cd, sido_nm, addr_dtl) is not null then row(sido_nm, ntn_cd)::api.address end as address,
    join_dtm as joined_at
  from cust_mst;
comment on view api.profile is '@primaryKey cust_no';

create view api.identity as select customer_id, n, namespace, value, verified from identity_link;
comment on view api.identity is '@primaryKey customer_id,n';

create view api.consent as
  select customer_id, n, purpose, channel,
    case when state in ('GIVEN', 'RENEWED') and valid_until <= now() then 'EXPIRED' else state end as state,
    state in ('GIVEN', 'RENEWED') and (valid_until is null or valid_until > now()) as valid_for_processing
  from consent;
comment on view api.consent is '@primaryKey customer_id,n';

create view api.web_event as
  select 'web_' || hit_id as id, upper(hit_tp) as type, hit_nm as name, url, dvc_tp as device, ssn_id as session_id,
    hit_ts as occurred_at, hit_id, login_id, vst_id
  from hit;
comment on view api.web_event is '@primaryKey hit_id';

create view api.transfer as
  select 'trf_' || txn_no as id, case dc_cd when 'C' then 'CREDIT' else 'DEBIT' end as direction,
    row(txn_amt::text, crcy_cd)::api.money as amount, cntr_nm as counterparty,
    case when purp_cd <> '' then coalesce('${categoryByCode}'::jsonb ->> purp_cd, 'OTHER') end as category,
    book_ts as booked_at, txn_no, acct_no
  from txn;
comment on view api.transfer is '@primaryKey txn_no';

create view api.consultation as
  select 'csl_' || cnslt_no as id, chnl_cd as channel, topic_nm as topic, agnt_id as agent_id, rslt_nm as outcome,
    strt_ts as started_at, end_ts as ended_at, cnslt_no, cust_no, tel_no
  from cnslt;
comment on view api.consultation is '@primaryKey cnslt_no';

create function api.is_sole_holder(link identity_link) returns boolean language sql stable as $$
  select not exists (
    select from identity_link other
    where other.namespace = link.namespace and other.value = link.value and other.customer_id <> link.customer_id
      and (other.verified or not link.verified))
$$;
comment on function api.is_sole_holder(identity_link) is '@behavior -*';

create function api.customer_profile(customer api.customer) returns api.profile language sql stable as $$
  select profile from api.profile where cust_no = customer.crm_id
$$;

create function api.customer_identities(customer api.customer) returns setof api.identity language sql stable as $$
  select * from api.identity where customer_id = customer.key order by n
$$;
comment on function api.customer_identities(api.customer) is '@behavior -connection +list';

create function api.customer_consents(customer api.customer) returns setof api.consent language sql stable as $$
  select * from api.consent where customer_id = customer.key order by n
$$;
comment on function api.customer_consents(api.customer) is '@behavior -connection +list';

create function api.customer_web_events(customer api.customer) returns setof api.web_event language sql stable as $$
  select record.* from (
    select found.* from identity_link link join api.web_event found on found.login_id = link.value
    where link.customer_id = customer.key and link.namespace = 'LOGIN_ID'
    union all
    select found.* from identity_link link join api.web_event found on found.vst_id = link.value and found.login_id is null
    where link.customer_id = customer.key and link.namespace = 'ANONYMOUS_ID' and api.is_sole_holder(link)
  ) record order by occurred_at desc, hit_id desc
$$;

create function api.customer_transfers(customer api.customer) returns setof api.transfer language sql stable as $$
  select found.* from identity_link link join api.transfer found on found.acct_no = link.value
  where link.customer_id = customer.key and link.namespace = 'ACCOUNT_ID'
  order by booked_at desc, txn_no desc
$$;

create function api.customer_consultations(customer api.customer) returns setof api.consultation language sql stable as $$
  select record.* from (
    select found.* from identity_link link join api.consultation found on found.cust_no = link.value
    where link.customer_id = customer.key and link.namespace = 'CRM_ID'
    union all
    select found.* from identity_link link
    join api.consultation found on found.tel_no
      = case when link.value like '+82%' then '0' || substr(link.value, 4) else link.value end and found.cust_no is null
    where link.customer_id = customer.key and link.namespace = 'PHONE' and api.is_sole_holder(link)
  ) record order by started_at desc, cnslt_no desc
$$;
