// Appends to the event log inside a transaction. Commit order: cursors are drawn under a lock that is held until the
// commit, so whoever can see a cursor can see every lower one (docs/decisions: commit order of the event log).
import type { EventWriter } from "../domains/events/event.js";
import type { Query } from "./statements.js";

/** Any number will do, as long as everybody who appends takes the same. */
const appendLock = 7_203_600_002;

/**
 * Waits until nobody else appends, and lets nobody until the transaction ends.
 *
 * NOTE: a statement of its own. Whatever is locked after it can make two transactions wait for each other, so a change
 * appends last.
 */
export async function lockAppending(query: Query): Promise<void> {
  await query("select pg_advisory_xact_lock($1)", [appendLock]);
}

/** The event writes of one transaction. `onAppended` hears the lowest new cursor, before the commit. */
export function createEventWriter(query: Query, onAppended: (cursor: bigint) => void): EventWriter {
  return {
    async append(events) {
      if (events.length === 0) return 0;
      await lockAppending(query);
      const appended = await query<{ cursor: string }>(
        `insert into event (type, kind, customer_id, record_id, record, occurred_at, dedup_key)
         select * from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::jsonb[], $6::timestamptz[], $7::text[])
         on conflict (dedup_key) do nothing
         returning cursor`,
        [
          events.map((event) => event.type),
          events.map((event) => event.kind),
          events.map((event) => event.customerId),
          events.map((event) => event.recordId),
          events.map((event) => JSON.stringify(event.record ?? null)),
          events.map((event) => event.occurredAt),
          events.map((event) => event.dedupKey),
        ],
      );
      if (appended.length > 0)
        onAppended(appended.map((row) => BigInt(row.cursor)).reduce((a, b) => (a < b ? a : b)));
      return appended.length;
    },
  };
}
