-- consultations
select ask.n, found.*
    from json_to_recordset($1) as ask(n int, namespace text, value text, size int, at timestamptz, id text, step interval, since timestamptz, until timestamptz, channels text[], topics text[])
    cross join lateral (
      (select cust_no, tel_no, cnslt_no, chnl_cd, agnt_id, strt_ts, end_ts, prd_nm, topic_nm, smry_txt, note_txt, rslt_nm, csat_scr, senti_scr, city_nm from cnslt where ask.namespace = 'CRM_ID' and cust_no = ask.value and 
  (strt_ts, cnslt_no) < (ask.at + ask.step, ask.id) and strt_ts >= ask.since and strt_ts < ask.until
  and (ask.channels is null or chnl_cd = any(ask.channels))
  and (ask.topics is null or topic_nm = any(ask.topics))
  order by strt_ts desc, cnslt_no desc limit ask.size)
      union all
      (select cust_no, tel_no, cnslt_no, chnl_cd, agnt_id, strt_ts, end_ts, prd_nm, topic_nm, smry_txt, note_txt, rslt_nm, csat_scr, senti_scr, city_nm from cnslt
       where ask.namespace = 'PHONE' and tel_no = ask.value and cust_no is null and 
  (strt_ts, cnslt_no) < (ask.at + ask.step, ask.id) and strt_ts >= ask.since and strt_ts < ask.until
  and (ask.channels is null or chnl_cd = any(ask.channels))
  and (ask.topics is null or topic_nm = any(ask.topics))
  order by strt_ts desc, cnslt_no desc limit ask.size)
    ) found

-- crm
select 0, cust_no, cust_nm, cust_eng_nm, fam_nm, gvn_nm, brth_dt, sex_cd, email_addr, hp_no, ntn_cd, zip_cd, sido_nm, addr_dtl, grade_nm, brnch_nm, join_dtm, lang_cd, tz_nm, upd_dtm from cust_mst where cust_no = any($1)

-- crm
select ask.n, found.*
    from json_to_recordset($1) as ask(n int, namespace text, value text, size int, at timestamptz, id text, step interval)
    cross join lateral (
      select cust_no, cntct_no, cmpgn_nm, offer_nm, chnl_cd, try_no, rslt_cd, cntct_dtm from cmpgn_cntct
      where cust_no = ask.value and (cntct_dtm, cntct_no) < (ask.at + ask.step, ask.id) and rslt_cd = any($2)
      order by cntct_dtm desc, cntct_no desc limit ask.size
    ) found

-- crm
select ask.n, found.*
    from json_to_recordset($1) as ask(n int, namespace text, value text, size int, at timestamptz, id text, step interval)
    cross join lateral (
      select cust_no, hold_no, prd_nm, prd_ctgr, open_dtm, close_dtm, bal_amt, crcy_cd from prd_hold
      where cust_no = ask.value and (coalesce(open_dtm, '0001-01-01T00:00:00Z'), hold_no) < (ask.at + ask.step, ask.id)
      order by coalesce(open_dtm, '0001-01-01T00:00:00Z') desc, hold_no desc limit ask.size
    ) found

-- gateway
(the access log)

-- gateway
select ask.n, ask.customer_id as customer_id, record.id, record.schema_version, record.receipt_id, record.purpose,
    record.channel, record.night, record.state, record.lawful_basis, record.privacy_notice, record.notice_version, record.language,
    record.jurisdiction, record.collection_method, record.withdrawal_method, record.actor, record.on_behalf_of,
    record.evidence,
    record.occurred_at, record.valid_until, record.previous_record_id
           from jsonb_to_recordset($1::jsonb) as ask (n int, customer_id uuid, lim int, at timestamptz, id text, inclusive boolean)
          cross join lateral (
            select record.* from consent_record record
             where record.customer_id = any(
                     ask.customer_id || array(select id from customer where merged_into_id = ask.customer_id))
               and (ask.at is null or record.occurred_at < ask.at
      or (record.occurred_at = ask.at and (ask.inclusive or record.id::text < ask.id collate "C")))
             order by record.occurred_at desc, record.id desc limit ask.lim
          ) record
          order by ask.n, record.occurred_at desc, record.id desc

-- gateway
select ask.n, trigger.id, trigger.rule, trigger.customer_id, trigger.status, trigger.priority, trigger.title,
    trigger.explanation, trigger.evidence, trigger.raised_at::text, trigger.expires_at::text, trigger.value,
    trigger.suppressed_by, trigger.held_until::text, trigger.claimed_by, trigger.claimed_at::text, trigger.outcome,
    trigger.closed_at::text, trigger.terms, trigger.subject, trigger.decided_at::text, trigger.contacted_at::text
           from jsonb_to_recordset($1::jsonb) as ask (n int, customer_id uuid, lim int, at timestamptz, id text, inclusive boolean, statuses text[])
          cross join lateral (
            select id, rule, customer_id, case when trigger.status in ('RAISED', 'HELD') and trigger.expires_at <= $2::timestamptz then 'EXPIRED' else trigger.status end as status, priority, title, explanation,
                   evidence, raised_at, expires_at, value, suppressed_by, held_until, claimed_by, claimed_at, outcome,
                   closed_at, terms, subject, decided_at, contacted_at
              from trigger
             where trigger.customer_id = ask.customer_id
               and (ask.statuses is null or case when trigger.status in ('RAISED', 'HELD') and trigger.expires_at <= $2::timestamptz then 'EXPIRED' else trigger.status end = any(ask.statuses))
               and (ask.at is null or trigger.raised_at < ask.at
      or (trigger.raised_at = ask.at and (ask.inclusive or trigger.id::text < ask.id collate "C")))
             order by trigger.raised_at desc, trigger.id desc limit ask.lim
          ) trigger
          order by ask.n, trigger.raised_at desc, trigger.id desc

-- gateway
select asked.id, found.facet
           from unnest($1::uuid[]) as asked (id)
          cross join lateral (select asked.id as id union all select part.id from customer part where part.merged_into_id = asked.id) known
          cross join (values ('WEB_EVENT', 'webEvents'), ('TRANSFER', 'transfers'), ('CONSULTATION', 'consultations'),
                             ('CONTACT', 'contacts')) as wanted (kind, facet)
          cross join lateral (
            select wanted.facet from event
             where event.customer_id = known.id and event.kind = wanted.kind and origin is not null limit 1
          ) found
          union all
         select asked.id, 'consultations'
           from unnest($1::uuid[]) as asked (id)
          cross join lateral (select from consultation where consultation.customer_id = asked.id limit 1) found

-- gateway
select asked.id, survivor.id, survivor.crm_id, array(select part.id from customer part where part.merged_into_id = survivor.id order by part.id), survivor.subject_ref, survivor.restricted_at,
                survivor.objections
           from customer asked join customer survivor on survivor.id = coalesce(asked.merged_into_id, asked.id)
          where asked.id = any($1::uuid[]) and survivor.erased_at is null

-- gateway
select customer_id, namespace, sealed_value, source, verified, first_seen_at, last_seen_at, method, score, reasons,
                linked_at, linked_by
           from identity_link
          where customer_id = any($1::uuid[])
          order by customer_id, first_seen_at, namespace

-- gateway
select customer_id, version, locale, time_zone, quiet_from, quiet_to, night_contact, topics,
  channels from preferences where customer_id = any($1::uuid[])
