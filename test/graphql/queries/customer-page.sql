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

-- gateway
(the access log)

-- gateway
select asked.at, link.customer_id, link.verified
           from unnest($1::int[], $2::text[], $3::text[]) as asked (at, namespace, value_hash)
           join identity_link link using (namespace, value_hash)
         union all
         select asked.at, null, false from unnest($1::int[], $2::text[], $3::text[]) as asked (at, namespace, lookup)
           join suppressed_identity using (namespace, lookup)
          order by 2 nulls last

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
select customer_id, namespace, sealed_value, source, verified, first_seen_at, last_seen_at, method, score, reasons,
                linked_at, linked_by
           from identity_link
          where customer_id = any($1::uuid[])
          order by customer_id, first_seen_at, namespace

-- gateway
select survivor.id, survivor.id, survivor.crm_id, array(select part.id from customer part where part.merged_into_id = survivor.id order by part.id), survivor.subject_ref, survivor.restricted_at,
                survivor.objections
           from customer survivor
          where survivor.merged_into_id is null and survivor.erased_at is null and ($1::uuid is null or survivor.id > $1)
          order by survivor.id limit $2

-- transfers
select ask.n, found.*
    from json_to_recordset($1) as ask(n int, namespace text, value text, size int, at timestamptz, id text, step interval, since timestamptz, until timestamptz, side text, codes text[], others boolean)
    cross join lateral (
      select acct_no, txn_no, dc_cd, txn_amt, crcy_cd, cntr_nm, purp_cd, so_yn, memo_txt, chnl_cd, book_ts from txn
      where acct_no = ask.value and (book_ts, txn_no) < (ask.at + ask.step, ask.id) and book_ts >= ask.since and book_ts < ask.until
        and (ask.side is null or dc_cd = ask.side)
        and (ask.codes is null or purp_cd = any(ask.codes)
          or (ask.others and purp_cd <> '' and purp_cd not in ('SALA', 'PAYR', 'BONU', 'COMM', 'PENS', 'SSBE', 'RENT', 'HLRP', 'HLST', 'RELG', 'BLDM', 'UBIL', 'ELEC', 'GASB', 'WTER', 'PHON', 'NWCM', 'ENRG', 'CBTV', 'OTLC', 'NWCH', 'TAXS', 'TAXR', 'INTX', 'PTXP', 'VATX', 'ESTX', 'HSTX', 'NITX', 'WHLD', 'GSTX', 'EDUC', 'STDY', 'INSU', 'INSC', 'INPC', 'LIFI', 'HLTI', 'PPTI', 'LBRI', 'GOVI', 'LOAN', 'LOAR', 'CLPR', 'SAVG', 'INTE', 'INVS', 'SECU', 'DIVD', 'TREA', 'PRME', 'MDCS', 'DNTS', 'HSPC', 'HLTC', 'VIEW', 'LTCF', 'ALLW', 'GIFT', 'BECH', 'ALMY', 'FAND', 'CCHD', 'GDDS', 'GDSV', 'DCRD', 'CCRD', 'EPAY', 'SUBS', 'ICCP', 'IDCP', 'CDCD', 'CDCB', 'CASH', 'FEES', 'CHRG', 'FCPM', 'CDBL', 'BKFE')))
      order by book_ts desc, txn_no desc limit ask.size
    ) found

-- web_events
select ask.n, found.*
    from json_to_recordset($1) as ask(n int, namespace text, value text, size int, at timestamptz, id text, step interval, since timestamptz, until timestamptz, types text[], names text[], product text)
    cross join lateral (
      (select login_id, vst_id, hit_id, hit_tp, hit_nm, hit_ts, ssn_id, chnl, url, ref_url, dvc_tp, city, prd, cmpgn, props from hit where ask.namespace = 'LOGIN_ID' and login_id = ask.value and 
  (hit_ts, hit_id) < (ask.at + ask.step, ask.id) and hit_ts >= ask.since and hit_ts < ask.until
  and (ask.types is null or case when hit_tp in ('page', 'screen', 'identify') then hit_tp else 'track' end = any(ask.types))
  and (ask.names is null or hit_nm = any(ask.names))
  and (ask.product is null or prd = ask.product)
  order by hit_ts desc, hit_id desc limit ask.size)
      union all
      (select login_id, vst_id, hit_id, hit_tp, hit_nm, hit_ts, ssn_id, chnl, url, ref_url, dvc_tp, city, prd, cmpgn, props from hit
       where ask.namespace = 'ANONYMOUS_ID' and vst_id = ask.value and login_id is null and 
  (hit_ts, hit_id) < (ask.at + ask.step, ask.id) and hit_ts >= ask.since and hit_ts < ask.until
  and (ask.types is null or case when hit_tp in ('page', 'screen', 'identify') then hit_tp else 'track' end = any(ask.types))
  and (ask.names is null or hit_nm = any(ask.names))
  and (ask.product is null or prd = ask.product)
  order by hit_ts desc, hit_id desc limit ask.size)
    ) found
