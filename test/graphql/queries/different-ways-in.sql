-- crm
select 0, cust_no, cust_nm, cust_eng_nm, fam_nm, gvn_nm, brth_dt, sex_cd, email_addr, hp_no, ntn_cd, zip_cd, sido_nm, addr_dtl, grade_nm, brnch_nm, join_dtm, lang_cd, tz_nm, upd_dtm from cust_mst where cust_no = any($1)

-- crm
select cust_no from cust_mst
    where true and (((coalesce(cust_nm, '') || ' ' || coalesce(cust_eng_nm, '')) ilike $1) or lower(email_addr) like $2)
    order by cust_no limit $3

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
select asked.id, survivor.id, survivor.crm_id, array(select part.id from customer part where part.merged_into_id = survivor.id order by part.id), survivor.subject_ref, survivor.restricted_at,
                survivor.objections
           from customer asked join customer survivor on survivor.id = coalesce(asked.merged_into_id, asked.id)
          where asked.id = any($1::uuid[]) and survivor.erased_at is null

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
