// How far the event log is settled: transactions that append do not wait for one another any more, and readers stop below
// the first one that has not ended (docs/decisions/0024).
import { Migration } from "@mikro-orm/migrations";

/** Adds the lock that every insert takes, and the question of how far the log is settled. */
export class EventHorizon extends Migration {
  override up(): void {
    this.addSql(`create function event_event_held_horizon_fn() returns trigger as $$
      begin perform pg_advisory_xact_lock_shared(72036, ((last_value - case when is_called then 0 else 1 end) & 2147483647)::int)
      from event_cursor_seq;
    return null; end;
      $$ language plpgsql`);
    this.addSql(`create trigger event_held_horizon before insert on event
      for each statement execute function event_event_held_horizon_fn()`);
    // NOTE: four statements in this order, each with a snapshot of its own: what has been drawn, who still holds numbers
    // from before, and only then which events are there. A transaction of one snapshot (repeatable read) must not ask.
    this.addSql(`create function event_horizon() returns bigint language plpgsql volatile as $$
      declare
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
      end
    $$`);
  }

  override down(): void {
    this.addSql(`drop function event_horizon()`);
    this.addSql(`drop trigger event_held_horizon on event`);
    this.addSql(`drop function event_event_held_horizon_fn()`);
  }
}
