// Every table of the store that holds something of a person, and what an erasure does to it. A test compares this list with
// the tables themselves, so that a new one cannot be forgotten.
// Parameters: $1 ids of the person, $2 the pseudonym, $3 the time of the erasure.

/** What is done to one table. */
export interface EraseStep {
  readonly table: string;
  readonly how: "deleted" | "pseudonymised";
  readonly text: string;
  /** Why something stays; null when nothing does. */
  readonly stays: string | null;
}

const forCounts = "Stays for counts, without what was said and without the person.";

/** The steps in their order: what refers to a row goes before the row. */
export const eraseSteps: readonly EraseStep[] = [
  {
    // The answers of repeatable calls are ids of the person's records, and a client key may be made of a telephone number.
    table: "idempotency_key",
    how: "deleted",
    text: `delete from idempotency_key where answer = any(
        select unnest($1::text[])
        union all select id::text from consent_record where customer_id = any($1::uuid[])
        union all select id::text from consent_duty where customer_id = any($1::uuid[])
        union all select id::text from rights_request where customer_id = any($1::uuid[])
        union all select unnest(array[id::text, 'own.' || id]) from consultation where customer_id = any($1::uuid[])
      ) and $2::uuid is not null and $3::timestamptz is not null`,
    stays: null,
  },
  {
    table: "suppressed_identity",
    how: "pseudonymised",
    text: `insert into suppressed_identity (namespace, lookup, suppressed_at)
      select distinct namespace, value_hash, $3::timestamptz from identity_link
       where customer_id = any($1::uuid[]) and $2::uuid is not null
      on conflict (namespace, lookup) do nothing`,
    stays: "Keyed hashes keep late records of the sources from bringing the person back.",
  },
  {
    // While the links still say which identities are the person's. What a family waits for together goes with the first.
    table: "held_event",
    how: "deleted",
    text: `delete from held_event held using identity_link link
      where link.namespace = held.namespace and link.value_hash = held.value_hash
        and link.customer_id = any($1::uuid[]) and $2::uuid is not null and $3::timestamptz is not null`,
    stays: null,
  },
  {
    table: "dead_letter",
    how: "deleted",
    text: `delete from dead_letter letter where letter.identities && array(
        select namespace || ' ' || value_hash from identity_link where customer_id = any($1::uuid[])
      ) and $2::uuid is not null and $3::timestamptz is not null`,
    stays: null,
  },
  {
    table: "identity_link",
    how: "deleted",
    text: `delete from identity_link
      where customer_id = any($1::uuid[]) and $2::uuid is not null and $3::timestamptz is not null`,
    stays: null,
  },
  {
    table: "consent_present",
    how: "deleted",
    text: `delete from consent_present
      where customer_id = any($1::uuid[]) and $2::uuid is not null and $3::timestamptz is not null`,
    stays: null,
  },
  {
    table: "consent_duty",
    how: "pseudonymised",
    text: `update consent_duty set customer_id = $2::uuid, note = null, closed_by = null,
        closed_at = case when status in ('OPEN', 'OVERDUE') then $3::timestamptz else closed_at end,
        status = case when status in ('OPEN', 'OVERDUE') then 'CANCELLED' else status end
      where customer_id = any($1::uuid[])`,
    stays: "Shows that the duties were met (Network Act art. 50).",
  },
  {
    table: "consent_record",
    how: "pseudonymised",
    text: `update consent_record set customer_id = $2::uuid, actor = 'erased', on_behalf_of = null, evidence = null
      where customer_id = any($1::uuid[]) and $3::timestamptz is not null`,
    stays: "The proof of consent and of its withdrawal (PIPA art. 22, GDPR art. 7(1)), without whose it is.",
  },
  {
    table: "preferences",
    how: "deleted",
    text: `delete from preferences
      where customer_id = any($1::uuid[]) and $2::uuid is not null and $3::timestamptz is not null`,
    stays: null,
  },
  {
    table: "preferences_version",
    how: "deleted",
    text: `delete from preferences_version
      where customer_id = any($1::uuid[]) and $2::uuid is not null and $3::timestamptz is not null`,
    stays: null,
  },
  {
    table: "consultation",
    how: "pseudonymised",
    text: `update consultation set customer_id = $2::uuid, agent_id = null, summary = null, notes = null, outcome = null,
        locality = null
      where customer_id = any($1::uuid[]) and $3::timestamptz is not null`,
    stays: forCounts,
  },
  {
    // What waits is held back; nobody shall act on it any more.
    table: "trigger",
    how: "pseudonymised",
    text: `update trigger set customer_id = $2::uuid, title = '', explanation = '', evidence = '[]', claimed_by = null,
        outcome = null,
        suppressed_by = case when status in ('RAISED', 'HELD', 'CLAIMED') then suppressed_by || '["ERASED"]' else suppressed_by end,
        status = case when status in ('RAISED', 'HELD', 'CLAIMED') then 'SUPPRESSED' else status end
      where customer_id = any($1::uuid[]) and $3::timestamptz is not null`,
    stays: forCounts,
  },
  {
    table: "rule_state",
    how: "deleted",
    text: `delete from rule_state
      where customer_id = any($1::uuid[]) and $2::uuid is not null and $3::timestamptz is not null`,
    stays: null,
  },
  {
    table: "considered_moment",
    how: "deleted",
    text: `delete from considered_moment
      where customer_id = any($1::uuid[]) and $2::uuid is not null and $3::timestamptz is not null`,
    stays: null,
  },
  {
    table: "rights_notice",
    how: "pseudonymised",
    text: `update rights_notice set payload = null, answer = null, next_attempt_at = null,
        status = case when status = 'PENDING' then 'FAILED' else status end
      where kind = 'RECTIFICATION' and $2::uuid is not null and $3::timestamptz is not null
        and about_id = any(select id from rights_request where customer_id = any($1::uuid[]))`,
    stays: "Shows that the sources were told, without what.",
  },
  {
    table: "rights_request_step",
    how: "pseudonymised",
    text: `with ended as (
        insert into rights_request_step (request_id, number, action, actor, at)
        select id, (select count(*) + 1 from rights_request_step step where step.request_id = request.id),
               case when kind = 'ERASURE' then 'FULFILLED' else 'CANCELLED' end, 'system:erasure', $3::timestamptz
          from rights_request request
         where customer_id = any($1::uuid[]) and status in ('RECEIVED', 'IN_PROGRESS')
      )
      update rights_request_step set note = null
       where request_id = any(select id from rights_request where customer_id = any($1::uuid[])) and $2::uuid is not null`,
    stays: "Shows that requests were answered in time (PIPA art. 38).",
  },
  {
    table: "rights_request",
    how: "pseudonymised",
    text: `update rights_request set customer_id = $2::uuid, details = null, extension_reason = null,
        resolved_at = coalesce(resolved_at, $3::timestamptz),
        status = case
          when status not in ('RECEIVED', 'IN_PROGRESS') then status
          when kind = 'ERASURE' then 'FULFILLED' else 'CANCELLED'
        end
      where customer_id = any($1::uuid[])`,
    stays: "Shows that requests were answered in time (PIPA art. 38).",
  },
  {
    // The parts of an export go with it.
    table: "personal_export",
    how: "deleted",
    text: `delete from personal_export
      where customer_id = any($1::uuid[]) and $2::uuid is not null and $3::timestamptz is not null`,
    stays: null,
  },
  {
    // NOTE: a record of NULL, not JSON null, is what readers of the log pass over.
    table: "event",
    how: "pseudonymised",
    text: `update event set customer_id = $2::uuid, record = null, record_id = null, dedup_key = 'erased:' || cursor
      where customer_id = any($1::uuid[]) and $3::timestamptz is not null`,
    stays: forCounts,
  },
  {
    table: "customer",
    how: "deleted",
    text: `delete from customer
      where merged_into_id = any($1::uuid[]) and $2::uuid is not null and $3::timestamptz is not null`,
    stays: null,
  },
  {
    table: "customer",
    how: "pseudonymised",
    text: `update customer set id = $2::uuid, crm_id = null, subject_ref = gen_random_uuid(), restricted_at = null,
        objections = '{}', erased_at = $3::timestamptz
      where id = any($1::uuid[])`,
    stays: "Says that somebody was erased, and when.",
  },
  {
    // Last, since the steps before it add to it. A head that is remembered is not used once its customer is gone.
    table: "head_revision",
    how: "deleted",
    text: `delete from head_revision
      where customer_id = any($1::uuid[]) and $2::uuid is not null and $3::timestamptz is not null`,
    stays: null,
  },
];
