-- gateway
(the access log)

-- gateway
select asked.id, survivor.id, survivor.crm_id, array(select part.id from customer part where part.merged_into_id = survivor.id order by part.id), survivor.subject_ref, survivor.restricted_at,
                survivor.objections
           from customer asked join customer survivor on survivor.id = coalesce(asked.merged_into_id, asked.id)
          where asked.id = any($1::uuid[]) and survivor.erased_at is null
