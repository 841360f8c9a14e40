// The event log in the store's PostgreSQL: reading and following. Appending is the store's, inside its transactions,
// under a lock that makes the order of cursors the order of commits; so reading by cursor never passes an event that is
// not committed yet. In: a way to read and a signal of commits. Out: the port EventLog.
import type { EventLog, LoggedEvent } from "../domains/events/event.js";
import { silentLogger, type Logger } from "../observability/logger.js";
import { followLog } from "./follow-log.js";
import { toLoggedEvent, type EventRow } from "./event-rows.js";

/** What the log is made of; `Store` has both. */
export interface EventLogSettings {
  /** Runs a named prepared statement; each row is an array. */
  readonly read: <Row extends unknown[]>(
    statement: { readonly name: string; readonly text: string },
    values: readonly unknown[],
  ) => Promise<readonly Row[]>;
  /**
   * Hears the lowest new cursor of each transaction of this process twice: when it has appended, so that a follower that
   * is just starting does not start behind it, and when it has committed. Answers the unsubscription.
   */
  readonly onAppended: (listener: (firstCursor: bigint) => void) => () => void;
  /** How often followers look for events of other processes, 200 ms by default. */
  readonly pollMs?: number;
  readonly logger?: Logger;
}

// Each filter has its own statement. Customers and kinds are joined laterally, a walk along their index each: with
// `= any` PostgreSQL may walk along the whole log instead to find the few events of one customer.
const columns = "cursor, type, kind, customer_id, record_id, record, occurred_at, recorded_at, dedup_key";
// What an erased person did is passed over: its record is gone, and only its place in the counts stays.
const page = "and record is not null order by cursor limit $2";
const eventsAfter = {
  name: "events-after",
  text: `select ${columns} from event where cursor > $1 ${page}`,
};
const eventsAfterByKinds = {
  name: "events-after-by-kinds",
  text: `select found.* from (select distinct kind from unnest($3::text[]) as asked (kind)) asked
          cross join lateral (
            select ${columns} from event where event.kind = asked.kind and cursor > $1 ${page}
          ) found order by cursor limit $2`,
};
const eventsAfterByCustomers = {
  name: "events-after-by-customers",
  text: `select found.* from (select distinct id from unnest($3::uuid[]) as asked (id)) asked
          cross join lateral (
            select ${columns} from event
             where customer_id = asked.id and cursor > $1 and ($4::text[] is null or kind = any($4)) ${page}
          ) found order by cursor limit $2`,
};
const newestCursor = { name: "newest-cursor", text: "select coalesce(max(cursor), 0) from event" };

/** The log over the store's connections. */
export function createPostgresEventLog(settings: EventLogSettings): EventLog {
  const { read, onAppended, pollMs = 200, logger = silentLogger } = settings;
  const log: Pick<EventLog, "read" | "latestCursor"> = {
    async read(cursor, limit, filter = {}) {
      const { customerIds, kinds } = filter;
      const after = [cursor.toString(), limit];
      const rows =
        customerIds !== undefined
          ? await read<EventRow>(eventsAfterByCustomers, [...after, customerIds, kinds ?? null])
          : kinds !== undefined
            ? await read<EventRow>(eventsAfterByKinds, [...after, kinds])
            : await read<EventRow>(eventsAfter, after);
      return rows.map(toLoggedEvent);
    },
    async latestCursor() {
      const [row] = await read<[string]>(newestCursor, []);
      return BigInt(row?.[0] ?? 0);
    },
  };
  return {
    ...log,
    follow: (onEvents: (events: readonly LoggedEvent[]) => void, after?: bigint) =>
      followLog({ log, onAppended, pollMs, logger, onEvents, after }),
  };
}
