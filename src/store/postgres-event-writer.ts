// Appends to the event log inside a transaction. The table itself keeps readers below what is not committed: a trigger takes
// the lock that holds the horizon before a cursor is drawn (docs/decisions/0024).
import type { EventWriter } from "../domains/events/event.js";
import { holdHorizon } from "./entities/event-horizon.js";
import type { Query } from "./statements.js";

/**
 * Draws a cursor for something that is no event and has its place among them: readers stop below it until the transaction
 * ends, as below what is appended.
 */
export async function reserveCursor(query: Query): Promise<bigint> {
  await query(`select ${holdHorizon} from event_cursor_seq`, []);
  const [row] = await query<{ cursor: string }>("select nextval('event_cursor_seq') as cursor", []);
  return BigInt(row?.cursor ?? 0);
}

/**
 * The event writes of one transaction. `onAppended` hears the new cursors, before the commit.
 *
 * NOTE: a change appends last. Readers stop below what it has appended until it ends.
 */
export function createEventWriter(
  query: Query,
  onAppended: (first: bigint, last: bigint) => void,
): EventWriter {
  return {
    async append(events) {
      if (events.length === 0) return new Set();
      // Numbered in the order given, inserted in the order of their keys: two that append the same events at once wait
      // for one another and not for each other.
      const appended = await query<{ cursor: string; dedup_key: string }>(
        `insert into event (cursor, type, kind, customer_id, record_id, record, occurred_at, dedup_key, origin)
         select * from (
           select nextval('event_cursor_seq') as cursor, given.* from unnest(
             $1::text[], $2::text[], $3::uuid[], $4::text[], $5::jsonb[], $6::timestamptz[], $7::text[],
             $8::text[]
           ) as given (type, kind, customer_id, record_id, record, occurred_at, dedup_key, origin)
         ) numbered order by dedup_key, cursor
         on conflict (dedup_key) do nothing
         returning cursor, dedup_key`,
        [
          events.map((event) => event.type),
          events.map((event) => event.kind),
          events.map((event) => event.customerId),
          events.map((event) => event.recordId),
          events.map((event) => JSON.stringify(event.record ?? null)),
          events.map((event) => event.occurredAt),
          events.map((event) => event.dedupKey),
          events.map((event) => event.origin ?? null),
        ],
      );
      if (appended.length > 0) {
        const cursors = appended.map((row) => BigInt(row.cursor));
        onAppended(
          cursors.reduce((a, b) => (a < b ? a : b)),
          cursors.reduce((a, b) => (a > b ? a : b)),
        );
      }
      const isNew = new Set(appended.map((row) => row.dedup_key));
      // In the order given.
      return new Set(events.map(({ dedupKey }) => dedupKey).filter((key) => isNew.has(key)));
    },
  };
}
