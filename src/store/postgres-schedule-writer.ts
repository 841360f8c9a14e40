// Timers as jobs of graphile-worker, added by its own functions in our transaction. Times are the gateway's: a job is due
// after as long as our clock says, whatever the clock of the database shows.
import type { ScheduleWriter } from "../domains/schedule/schedule.js";
import type { Clock } from "../shared/clock.js";
import type { Query } from "./statements.js";

/** The timer writes of one transaction. */
export function createScheduleWriter(query: Query, clock: Clock): ScheduleWriter {
  return {
    async at(timers) {
      if (timers.length === 0) return;
      const now = clock.now().getTime();
      // NOTE: add_jobs notifies, which takes a lock at the commit; whoever appends an event holds one already.
      await query(
        `select count(*) from graphile_worker.add_jobs((
           select array_agg((task, payload::json, null, now() + make_interval(secs => delay), null, key, null, null)
                            ::graphile_worker.job_spec)
             from unnest($1::text[], $2::text[], $3::jsonb[], $4::float8[]) as timer (key, task, payload, delay)))`,
        [
          timers.map(({ key }) => key),
          timers.map(({ task }) => task),
          timers.map(({ at, payload }) => JSON.stringify({ at, payload })),
          timers.map(({ at }) => (Date.parse(at) - now) / 1_000),
        ],
      );
    },
    async cancel(keys) {
      if (keys.length === 0) return;
      await query(
        `select count(job.id) from unnest($1::text[]) as timer (key)
          cross join lateral graphile_worker.remove_job(timer.key) as job`,
        [keys],
      );
    },
  };
}
