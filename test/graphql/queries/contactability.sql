-- crm
select ask.n, found.*
    from json_to_recordset($1) as ask(n int, namespace text, value text, size int, at timestamptz, id text, step interval)
    cross join lateral (
      select cust_no, cntct_no, cmpgn_nm, offer_nm, chnl_cd, try_no, rslt_cd, cntct_dtm from cmpgn_cntct
      where cust_no = ask.value and (cntct_dtm, cntct_no) < (ask.at + ask.step, ask.id) and rslt_cd = any($2)
      order by cntct_dtm desc, cntct_no desc limit ask.size
    ) found

-- gateway
(the access log)

-- gateway
select 0, present.customer_id as customer_id, record.id, record.schema_version, record.receipt_id, record.purpose,
    record.channel, record.night, record.state, record.lawful_basis, record.privacy_notice, record.notice_version, record.language,
    record.jurisdiction, record.collection_method, record.withdrawal_method, record.actor, record.on_behalf_of,
    record.evidence,
    record.occurred_at, record.valid_until, record.previous_record_id
           from consent_present present join consent_record record on record.id = present.record_id
          where present.customer_id = any($1::uuid[])
          order by present.customer_id, record.purpose collate "C",
                record.channel collate "C" nulls first, record.night

-- gateway
select ask.n, version.actor, version.changed_at, version.customer_id, version.version, version.locale, version.time_zone, version.quiet_from, version.quiet_to, version.night_contact, version.topics, version.channels
           from jsonb_to_recordset($1::jsonb) as ask (n int, customer_id uuid, lim int, at timestamptz, id text, inclusive boolean)
          cross join lateral (
            select record.* from preferences_version record
             where record.customer_id = any(
                     ask.customer_id || array(select id from customer where merged_into_id = ask.customer_id))
               and (ask.at is null or record.changed_at < ask.at
      or (record.changed_at = ask.at and (ask.inclusive or (lpad(record.version::text, 10, '0') || ':' || record.customer_id::text)::text < ask.id collate "C")))
             order by record.changed_at desc, record.version desc, record.customer_id desc limit ask.lim
          ) version
          order by ask.n, version.changed_at desc, version.version desc, version.customer_id desc

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

-- gateway
select survivor.id, survivor.id, survivor.crm_id, array(select part.id from customer part where part.merged_into_id = survivor.id order by part.id), survivor.subject_ref, survivor.restricted_at,
                survivor.objections
           from customer survivor
          where survivor.merged_into_id is null and survivor.erased_at is null and ($1::uuid is null or survivor.id > $1)
          order by survivor.id limit $2
