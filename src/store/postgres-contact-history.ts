import type { ContactHistory } from "../domains/triggers/silence/contact-history.js";
import type { AttemptCount } from "../domains/triggers/silence/response-curve.js";
import type { Read, Statement } from "./statements.js";

// Of several events about one attempt the latest counts; records of erased persons are gone.
const attemptCounts: Statement = {
  name: "attempt-counts",
  text: `select channel, attempt, count(*)::int, count(*) filter (where result = 'ACCEPTED')::int
           from (
             select distinct on (record_id) record ->> 'channel' as channel, (record ->> 'attempt')::int as attempt,
                    record ->> 'result' as result
               from event
              where kind = 'CONTACT' and record is not null and occurred_at >= $1::timestamptz
              order by record_id, cursor desc
           ) contact
          where attempt > 0
          group by channel, attempt`,
};

type CountRow = [channel: AttemptCount["channel"], attempt: number, contacted: number, accepted: number];

/** The contact history, counted in the event log. */
export function createContactHistory(read: Read): ContactHistory {
  return {
    async countAttempts(since) {
      const rows = await read<CountRow>(attemptCounts, [since]);
      return rows.map(([channel, attempt, contacted, accepted]) => ({
        channel,
        attempt,
        contacted,
        accepted,
      }));
    },
  };
}
