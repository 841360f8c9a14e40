-- crm
select 0, cust_no, cust_nm, cust_eng_nm, fam_nm, gvn_nm, brth_dt, sex_cd, email_addr, hp_no, ntn_cd, zip_cd, sido_nm, addr_dtl, grade_nm, brnch_nm, join_dtm, lang_cd, tz_nm, upd_dtm from cust_mst where cust_no = any($1)

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
