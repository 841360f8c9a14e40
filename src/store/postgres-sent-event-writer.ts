// Events that were sent to us, in one transaction: whose they are, the log, and what waits. Set-based: a handful of
// statements, however many events came.
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import { identityKeyText, type IdentityKey } from "../domains/identity/identity.js";
import type { IdentityHolder } from "../domains/identity/identity-store.js";
import type { HeldEvent } from "../domains/ingest/held-event.js";
import {
  toRecordKey,
  type IdentityStanding,
  type SentEventWriter,
  type SentLogEvent,
} from "../domains/ingest/sent-event-writer.js";
import type { Clock } from "../shared/clock.js";
import { toInstant } from "../shared/instant.js";
import { erasedAmongAsked } from "./erased-identities.js";
import { getLookupKeys } from "./known-keys.js";
import { toLookupColumns } from "./sealed-links.js";
import { lockUntilCommit, shareUntilCommit, type Query } from "./statements.js";

/** What the writes work with; `onAppended` hears the new cursors. */
export interface SentEventParts {
  readonly query: Query;
  readonly clock: Clock;
  readonly cipher: IdentifierCipher;
  readonly onAppended: (first: bigint, last: bigint) => void;
}

/** The writes of sent events in one transaction. */
export function createSentEventWriter({ query, clock, cipher, onAppended }: SentEventParts): SentEventWriter {
  return {
    async loadStandings(keys) {
      await shareUntilCommit(query, "identity");
      const rows = await query<{ at: number; customer_id: string | null; verified: boolean }>(
        `select asked.at, link.customer_id, link.verified
           from unnest($1::int[], $2::text[], $3::text[]) as asked (at, namespace, value_hash)
           join identity_link link using (namespace, value_hash)
         union all
         select asked.at, null, false from ${erasedAmongAsked}
          order by 2`,
        toLookupColumns(keys, cipher),
      );
      return toStandings(keys, rows);
    },
    async loadLatest(kind, recordIds) {
      await lockUntilCommit(query, "sent-records", kind);
      const rows = await query<{ customer_id: string; record_id: string; record: unknown }>(
        `select distinct on (customer_id, record_id) customer_id, record_id, record from event
          where record_id = any($1::text[]) and record_id not like 'own.%' and origin is not null and kind = $2
            and record is not null
          order by customer_id, record_id, cursor desc`,
        [recordIds, kind],
      );
      return new Map(
        rows.map(({ customer_id: customerId, record_id: recordId, record }) => [
          toRecordKey(customerId, recordId),
          { record },
        ]),
      );
    },
    async append(events) {
      if (events.length === 0) return { added: new Set(), gone: new Set() };
      // An erasure locks the table before it looks for the events of its person: either it waits for these, or these see it.
      await query("lock table event in row exclusive mode", []);
      const asked = [...new Set(events.map(({ customerId }) => customerId))];
      const missing = await query<{ id: string }>(
        `select asked.id from unnest($1::uuid[]) as asked (id)
          where not exists (select from customer where customer.id = asked.id and erased_at is null)`,
        [asked],
      );
      const gone = new Set(missing.map(({ id }) => id));
      const living = gone.size === 0 ? events : events.filter(({ customerId }) => !gone.has(customerId));
      return { added: await insertEvents(query, living, onAppended), gone };
    },
    async hold(events) {
      const { current } = await getLookupKeys(query, cipher);
      const held = await query<{ dedup_key: string }>(
        `insert into held_event (id, namespace, value_hash, sealed_value, dedup_key, event, held_at)
         select * from (
           select nextval('held_event_id_seq') as id, given.*, $6::timestamptz
             from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[])
               as given (namespace, value_hash, sealed_value, dedup_key, event)
         ) numbered
          where not exists (select from event where event.dedup_key = numbered.dedup_key)
          order by dedup_key, id
         on conflict (dedup_key) do nothing returning dedup_key`,
        [
          events.map(({ subject }) => subject.namespace),
          events.map(({ subject }) => cipher.toLookup(subject.namespace, subject.value, current)),
          events.map(({ subject }) => cipher.encrypt(subject.namespace, subject.value)),
          events.map(({ key }) => key),
          events.map(({ subject: _subject, key: _key, ...event }) => JSON.stringify(event)),
          toInstant(clock.now()),
        ],
      );
      return new Set(held.map((row) => row.dedup_key));
    },
    async listHeld(keys) {
      // Hashing every identity of a bank to look into an empty table would be most of the work.
      const [table] = await query<{ is_empty: boolean }>(
        "select not exists (select from held_event) as is_empty",
        [],
      );
      if (table?.is_empty !== false || keys.length === 0) return [];
      const rows = await query<{ at: number; dedup_key: string; event: Omit<HeldEvent, "subject" | "key"> }>(
        `select asked.at, held.dedup_key, held.event
           from unnest($1::int[], $2::text[], $3::text[]) as asked (at, namespace, value_hash)
           join held_event held using (namespace, value_hash)
          order by held.id for update of held`,
        toLookupColumns(keys, cipher),
      );
      return rows.flatMap(({ at, dedup_key: key, event }) => {
        const subject = keys[at];
        return subject === undefined ? [] : [{ ...event, key, subject }];
      });
    },
    async removeHeld(keys) {
      await query("delete from held_event where dedup_key = any($1::text[])", [keys]);
    },
  };
}

function toStandings(
  keys: readonly IdentityKey[],
  rows: readonly { readonly at: number; readonly customer_id: string | null; readonly verified: boolean }[],
): ReadonlyMap<string, IdentityStanding> {
  const standings = new Map<string, { holders: IdentityHolder[]; isErased: boolean }>();
  const ofErased = new Set<string>();
  for (const { at, customer_id: customerId, verified } of rows) {
    const key = keys[at];
    if (key === undefined) continue;
    const text = identityKeyText(key);
    const standing = standings.get(text) ?? { holders: [], isErased: false };
    standings.set(text, standing);
    if (customerId !== null) standing.holders.push({ customerId, verified });
    else ofErased.add(text);
  }
  for (const text of ofErased) {
    const standing = standings.get(text);
    if (standing === undefined) continue;
    if (standing.holders.length === 0) standing.isErased = true;
    else standing.holders.push({ customerId: "", verified: false, isErased: true });
  }
  return standings;
}

/** Numbered in the order given, inserted in the order of their keys, as all events are (see `createEventWriter`). */
async function insertEvents(
  query: Query,
  events: readonly SentLogEvent[],
  onAppended: (first: bigint, last: bigint) => void,
): Promise<ReadonlySet<string>> {
  if (events.length === 0) return new Set();
  const appended = await query<{ cursor: string; dedup_key: string }>(
    `insert into event (cursor, type, kind, customer_id, record_id, record, occurred_at, dedup_key, origin)
     select cursor, type, kind, customer_id, record_id, record, occurred_at, dedup_key, origin
       from (
         select nextval('event_cursor_seq') as cursor, given.* from rows from (
           unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[]),
           jsonb_array_elements($9::jsonb)
         ) as given (type, kind, customer_id, record_id, occurred_at, dedup_key, origin, primary_key, record)
       ) numbered
      where primary_key is null or not exists (select from event where event.dedup_key = primary_key)
      order by dedup_key, cursor
     on conflict (dedup_key) do nothing
     returning cursor, dedup_key`,
    [
      events.map((event) => event.type),
      events.map((event) => event.kind),
      events.map((event) => event.customerId),
      events.map((event) => event.recordId),
      events.map((event) => event.occurredAt),
      events.map((event) => event.dedupKey),
      events.map((event) => event.origin),
      events.map((event) => event.primaryKey ?? null),
      // In an array of texts every quotation mark of them would be escaped, and read back.
      JSON.stringify(events.map((event) => event.record)),
    ],
  );
  let first: bigint | undefined;
  let last = 0n;
  for (const { cursor } of appended) {
    const value = BigInt(cursor);
    if (first === undefined || value < first) first = value;
    if (value > last) last = value;
  }
  if (first !== undefined) onAppended(first, last);
  return new Set(appended.map((row) => row.dedup_key));
}
