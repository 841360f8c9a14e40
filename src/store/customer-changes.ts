// Adding and merging customers, in bulk. Only here does `merged_into_id` change: it always names the survivor itself,
// so that every read needs one step and no recursion.
import type { LinkPlan } from "../domains/identity/plan-links.js";
import type { Query } from "./statements.js";

/** Adds customers; one that is there stays as it is. */
export async function addCustomers(query: Query, customers: LinkPlan["customers"]): Promise<void> {
  if (customers.length === 0) return;
  await query(
    `insert into customer (id, crm_id) select * from unnest($1::uuid[], $2::text[])
     on conflict (id) do nothing`,
    [customers.map((customer) => customer.id), customers.map((customer) => customer.crmId)],
  );
}

/** `merge` holds each pair of the plan; parts that were merged into `from_id` before follow it. */
const mergePairs = `with merge as (select * from unnest($1::uuid[], $2::uuid[]) as merge (from_id, into_id))`;

const mergeStatements = [
  `${mergePairs} update customer set merged_into_id = merge.into_id from merge
    where customer.id = merge.from_id or customer.merged_into_id = merge.from_id`,
  // An identity that both hold becomes one link with the whole span of time; the survivor's evidence stays.
  `${mergePairs}, gone as (
     delete from identity_link using merge where customer_id = merge.from_id
     returning identity_link.*, merge.into_id
   )
   insert into identity_link as link
     (namespace, value_hash, customer_id, sealed_value, source, verified, first_seen_at, last_seen_at, method, score,
      reasons, linked_at, linked_by)
   select distinct on (namespace, value_hash, into_id) namespace, value_hash, into_id, sealed_value, source,
          bool_or(verified) over same, min(first_seen_at) over same, max(last_seen_at) over same,
          method, score, reasons, linked_at, linked_by
     from gone window same as (partition by namespace, value_hash, into_id)
    order by namespace, value_hash, into_id, linked_at
   on conflict (namespace, value_hash, customer_id) do update set
     verified = link.verified or excluded.verified,
     first_seen_at = least(link.first_seen_at, excluded.first_seen_at),
     last_seen_at = greatest(link.last_seen_at, excluded.last_seen_at)`,
  // Of two present consents the later statement of the person holds; equal times: the one that permits less.
  `${mergePairs}, gone as (
     delete from consent_present using merge where customer_id = merge.from_id
     returning consent_present.*, merge.into_id
   ), candidate as (
     select gone.into_id as customer_id, gone.purpose, gone.channel, gone.night, gone.record_id from gone
     union all
     select present.customer_id, present.purpose, present.channel, present.night, present.record_id
       from consent_present present join gone
         on present.customer_id = gone.into_id and present.purpose = gone.purpose and present.channel = gone.channel
        and present.night = gone.night
   )
   insert into consent_present (customer_id, purpose, channel, night, record_id)
   select distinct on (candidate.customer_id, candidate.purpose, candidate.channel, candidate.night)
          candidate.customer_id, candidate.purpose, candidate.channel, candidate.night, candidate.record_id
     from candidate join consent_record record on record.id = candidate.record_id
    order by candidate.customer_id, candidate.purpose, candidate.channel, candidate.night, record.occurred_at desc,
             record.state in ('GIVEN', 'RENEWED'), record.id desc
   on conflict (customer_id, purpose, channel, night) do update set record_id = excluded.record_id`,
  // The survivor's own preferences win; without any it takes over those of the part that was changed last.
  `${mergePairs}, gone as (
     delete from preferences using merge where customer_id = merge.from_id
     returning preferences.*, merge.into_id
   )
   insert into preferences
     (customer_id, version, locale, time_zone, quiet_from, quiet_to, night_contact, topics, channels, updated_at)
   select distinct on (into_id) into_id, version, locale, time_zone, quiet_from, quiet_to, night_contact, topics,
          channels, updated_at
     from gone order by into_id, updated_at desc
   on conflict (customer_id) do nothing`,
  `${mergePairs} update consent_duty set customer_id = merge.into_id from merge where customer_id = merge.from_id`,
  `${mergePairs} update consultation set customer_id = merge.into_id from merge where customer_id = merge.from_id`,
  // Whoever limits one part means the person: the survivor takes over what it lacks.
  `${mergePairs}, gone as (
     select merge.into_id, min(part.restricted_at) as restricted_at,
            array(select distinct purpose from merge of_one join customer other on other.id = of_one.from_id,
                  unnest(other.objections) as purpose where of_one.into_id = merge.into_id) as objections
       from merge join customer part on part.id = merge.from_id group by merge.into_id
   )
   update customer set
     restricted_at = least(customer.restricted_at, gone.restricted_at),
     objections = array(select distinct unnest(customer.objections || gone.objections) order by 1)
     from gone where customer.id = gone.into_id and (gone.restricted_at is not null or gone.objections <> '{}')`,
  `${mergePairs} update rights_request set customer_id = merge.into_id from merge where customer_id = merge.from_id`,
  `${mergePairs} update trigger set customer_id = merge.into_id from merge where customer_id = merge.from_id`,
];

/**
 * Merges customers into their survivors with all that the store keeps of them. Consent records stay as they were
 * written and are read with the survivor's.
 */
export async function mergeCustomers(query: Query, merges: LinkPlan["merges"]): Promise<void> {
  if (merges.length === 0) return;
  const pairs = [merges.map((merge) => merge.fromId), merges.map((merge) => merge.intoId)];
  for (const statement of mergeStatements) await query(statement, pairs);
}
