// The event log in the store's PostgreSQL: reading and following. Appending is the store's, inside its transactions. Readers
// go as far as the log is settled (event-horizon.ts), so that none passes an event that is not committed yet. In: a way to
// read and a signal of commits. Out: the port EventLog.
import type { OnAppended } from "../domains/events/appended.js";
import { cursorTooOld } from "../domains/events/cursor-too-old.js";
import type { EventFilter, EventLog, LoggedEvent } from "../domains/events/event.js";
import { partitionOf } from "../domains/events/partitions.js";
import { silentLogger, type Logger } from "../observability/logger.js";
import { createEventHorizon } from "./event-horizon.js";
import { followLog } from "./follow-log.js";
import { toLoggedEvent, type EventRow } from "./event-rows.js";

/** What the log is made of; `Store` has both. */
export interface EventLogSettings {
  /** Runs a named prepared statement; each row is an array. */
  readonly read: <Row extends unknown[]>(
    statement: { readonly name: string; readonly text: string },
    values: readonly unknown[],
  ) => Promise<readonly Row[]>;
  readonly onAppended: OnAppended;
  /** The database, for a connection over which processes tell each other of appends; without it they are polled for. */
  readonly relayUrl?: string;
  /** How often events of other processes are looked for while they are not heard of, 200 ms by default. */
  readonly pollMs?: number;
  readonly logger?: Logger;
}

// Each filter has its own statement. Customers, partitions and kinds are joined laterally, a walk along their index each:
// with `= any` PostgreSQL may walk along the whole log instead to find the few events of one customer.
const columns = "cursor, type, kind, customer_id, record_id, record, occurred_at, recorded_at, dedup_key";
// What an erased person did is passed over: its record is gone, and only its place in the counts stays. Behind the floor
// there is nothing to be had: the floor and what was removed below it are seen by one snapshot, so no gap is read.
const page = `and cursor > $1 and cursor <= $3 and record is not null and not exists (select from event_floor where event_floor.cursor > $1)
  order by cursor limit $2`;
const isOfKinds = "($4::text[] is null or kind = any($4)) and ($5::text[] is null or type = any($5))";
const eventsAfter = {
  name: "events-after",
  text: `select ${columns} from event where ($4::text[] is null or type = any($4)) ${page}`,
};
const eventsAfterByKinds = {
  name: "events-after-by-kinds",
  text: `select found.* from (select distinct kind from unnest($4::text[]) as asked (kind)) asked
          cross join lateral (
            select ${columns} from event
             where event.kind = asked.kind and ($5::text[] is null or type = any($5)) ${page}
          ) found order by cursor limit $2`,
};
const eventsAfterByPartitions = {
  name: "events-after-by-partitions",
  text: `select found.* from (select distinct partition from unnest($6::smallint[]) as asked (partition)) asked
          cross join lateral (
            select ${columns} from event where event.partition = asked.partition and ${isOfKinds} ${page}
          ) found order by cursor limit $2`,
};
const eventsAfterByCustomers = {
  name: "events-after-by-customers",
  text: `select found.* from (select distinct id from unnest($6::uuid[]) as asked (id)) asked
          cross join lateral (
            select ${columns} from event where customer_id = asked.id and ${isOfKinds} ${page}
          ) found order by cursor limit $2`,
};
// When all events have been removed, the log ends at its floor.
const newestCursor = {
  name: "newest-cursor",
  text: "select greatest((select max(cursor) from event), (select max(cursor) from event_floor), 0)",
};
const settledCursor = { name: "settled-cursor", text: "select event_horizon()" };
const floorCursor = { name: "floor-cursor", text: "select coalesce(max(cursor), 0) from event_floor" };

/** The log over the store's connections; disposing ends its watch, not its followers. */
export function createPostgresEventLog(settings: EventLogSettings): EventLog & AsyncDisposable {
  const { read, onAppended, pollMs = 200, logger = silentLogger } = settings;
  const readCursor = async (statement: typeof newestCursor): Promise<bigint> => {
    const [row] = await read<[string]>(statement, []);
    return BigInt(row?.[0] ?? 0);
  };
  const horizon = createEventHorizon({
    ...settings,
    ask: () => readCursor(settledCursor),
    pollMs,
    logger,
  });
  const readRows = (
    page: readonly unknown[],
    { customerIds, kinds, types, partitions }: EventFilter,
  ): Promise<readonly EventRow[]> => {
    if (customerIds !== undefined) {
      const asked = customerIds.filter((id) => partitions?.includes(partitionOf(id)) ?? true);
      return read<EventRow>(eventsAfterByCustomers, [...page, kinds ?? null, types ?? null, asked]);
    }
    if (partitions !== undefined)
      return read<EventRow>(eventsAfterByPartitions, [...page, kinds ?? null, types ?? null, partitions]);
    return kinds === undefined
      ? read<EventRow>(eventsAfter, [...page, types ?? null])
      : read<EventRow>(eventsAfterByKinds, [...page, kinds, types ?? null]);
  };
  const readTo = async (settled: bigint, cursor: bigint, limit: number, filter: EventFilter = {}) => {
    const rows = await readRows([cursor.toString(), limit, settled.toString()], filter);
    // Nothing found may mean that it was removed: only then is the floor asked for.
    if (rows.length === 0 && limit > 0 && (await log.oldestCursor()) > cursor) throw cursorTooOld();
    return rows.map(toLoggedEvent);
  };
  /** Followers of one process wake together at the same place: they share a read that is under way. */
  let shared: { readonly cursor: bigint; readonly events: Promise<readonly LoggedEvent[]> } | undefined;
  const readShared = (cursor: bigint, limit: number): Promise<readonly LoggedEvent[]> => {
    if (shared?.cursor === cursor) return shared.events;
    // What is known was settled when it became known; there is no need to ask again.
    const reading = { cursor, events: readTo(horizon.known, cursor, limit) };
    const forget = (): void => {
      if (shared === reading) shared = undefined;
    };
    reading.events.then(forget, forget);
    shared = reading;
    return reading.events;
  };
  const log: Omit<EventLog, "follow"> = {
    read: async (cursor, limit, filter) => readTo(await horizon.refresh(), cursor, limit, filter),
    latestCursor: () => horizon.refresh(),
    hasReached: async (cursor) => cursor <= (await readCursor(newestCursor)),
    oldestCursor: () => readCursor(floorCursor),
  };
  return {
    ...log,
    follow: (onEvents: (events: readonly LoggedEvent[]) => void, after?: bigint) =>
      followLog({
        read: readShared,
        horizon,
        onAppended,
        retryMs: pollMs,
        logger,
        onEvents,
        after,
      }),
    [Symbol.asyncDispose]: () => horizon[Symbol.asyncDispose](),
  };
}
