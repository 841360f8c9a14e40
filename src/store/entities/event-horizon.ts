import { Routine } from "@mikro-orm/core";

/**
 * From `event_cursor_seq`: takes the lock that keeps readers below whatever is drawn after it, until the transaction ends.
 * Its key is the highest cursor drawn so far, in 31 bits.
 */
export const holdHorizon =
  "pg_advisory_xact_lock_shared(72036, ((last_value - case when is_called then 0 else 1 end) & 2147483647)::int)";

/**
 * The highest cursor up to which the event log is settled: whatever has a lower one is committed, visible and on disk, or
 * will never be (docs/decisions/0024).
 *
 * NOTE: statements in this order, each with a snapshot of its own: what has been drawn, who still holds numbers from
 * before, and only then which events are there. A transaction of one snapshot (repeatable read) must not ask.
 */
export const eventHorizon = new Routine({
  name: "event_horizon",
  type: "function",
  language: "plpgsql",
  returns: { runtimeType: "bigint", columnType: "bigint" },
  body: `declare
        drawn bigint;
        held bigint;
      begin
        select last_value - case when is_called then 0 else 1 end into drawn from event_cursor_seq;
        -- Locks hold 31 bits of the number; one may have been drawn since, so the distance has a sign.
        select min(drawn - case when distance < 1073741824 then distance else distance - 2147483648 end) into held
          from (
            select (drawn - objid::bigint) & 2147483647 as distance from pg_locks
             where locktype = 'advisory' and classid = 72036 and objsubid = 2
               and database = (select oid from pg_database where datname = current_database())
          ) holders;
        return greatest(
          (select max(cursor) from event where cursor <= least(drawn, held)),
          (select max(cursor) from event_floor),
          0
        );
      end`,
});
