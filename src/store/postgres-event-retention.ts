// Removes the oldest events for their age, part by part. The floor moves in the transaction of the removal, so a reader sees
// either the events or that they are gone. Events that were sent to us stay below the floor: nobody can read them as events
// any more, but the log is the only place where their records are, and those are the customer's.
import type { MikroORM } from "@mikro-orm/postgresql";
import type { EventRetention, RemovedPart } from "../domains/events/event-retention.js";
import { runInTransaction } from "./run-in-transaction.js";
import { createQuery, type Query } from "./statements.js";

/** Any number will do, as long as every process of the gateway takes the same. */
const retentionLock = 7_203_600_004;
/** Events a transaction: enough to be quick, few enough to end soon. */
const defaultPartSize = 2_000;

/** The removal of old events. */
export function createEventRetention(orm: MikroORM, partSize = defaultPartSize): EventRetention {
  return {
    removePart: (before) => runInTransaction(orm, (em) => removePart(createQuery(em), before, partSize)),
  };
}

async function removePart(query: Query, before: string, partSize: number): Promise<RemovedPart> {
  const [lock] = await query<{ is_ours: boolean }>("select pg_try_advisory_xact_lock($1) as is_ours", [
    retentionLock,
  ]);
  if (lock?.is_ours !== true) return { removed: 0, hasMore: false, heldBackBy: [] };
  // Up to the first younger one: events are removed from the beginning of the log and never out of its middle.
  const [part] = await query<{ last: string | null; size: number }>(
    `with part as (
       select cursor, recorded_at from event
        where cursor > (select coalesce(max(cursor), 0) from event_floor) order by cursor limit $1
     )
     select max(cursor) as last, (select count(*) from part)::int as size from part
      where cursor < coalesce((select min(cursor) from part where recorded_at >= $2), 9223372036854775807)`,
    [partSize, before],
  );
  if (part?.last === undefined || part.last === null) return { removed: 0, hasMore: false, heldBackBy: [] };
  const waiting = await query<{ name: string; cursor: string }>(
    `select name, min(cursor) as cursor from reaction_position position where cursor < $1 and exists (
       select from event where event.partition = position.partition and event.cursor > position.cursor
          and event.cursor <= $1 and record is not null
     ) group by name order by name`,
    [part.last],
  );
  const heldBackBy = waiting.map(({ name }) => name);
  const target = waiting
    .map(({ cursor }) => BigInt(cursor))
    .reduce((a, b) => (a < b ? a : b), BigInt(part.last));
  const removed = await query(
    `delete from event
      where cursor > (select coalesce(max(cursor), 0) from event_floor) and cursor <= $1 and origin is null returning 1`,
    [target.toString()],
  );
  await query(
    `insert into event_floor (id, cursor) values (1, $1)
     on conflict (id) do update set cursor = greatest(event_floor.cursor, excluded.cursor)`,
    [target.toString()],
  );
  // Whoever has nothing to handle down there stands at the floor as well: below it is only who lost something.
  await query("update reaction_position set cursor = $1 where cursor < $1", [target.toString()]);
  const hasMore = part.size === partSize && heldBackBy.length === 0;
  return { removed: removed.length, hasMore, heldBackBy };
}
