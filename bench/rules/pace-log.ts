// A log that grows at a steady rate: what is in it already is shown event by event, as if it came now.
import type { EventLog, LoggedEvent } from "../../src/domains/events/event.js";

/** The log, and since when each of its events has been in it. */
export interface PacedLog extends AsyncDisposable {
  readonly log: EventLog;
  /** Shows the events behind a cursor at a rate, in the order of the log. */
  start(after: bigint, perSecond: number): void;
  /** When an event came, by the clock of `performance.now`; undefined for one from before the start. */
  findArrival(cursor: bigint): number | undefined;
}

const tickMs = 2;
const pageSize = 1_000;

/** Paces a log; until it is started it ends at `end`. `perSecond` events are read ahead each second. */
export function paceLog(log: EventLog, end: bigint): PacedLog {
  const stop = new AbortController();
  const listeners = new Set<(events: readonly LoggedEvent[]) => void>();
  const arrivals = new Map<bigint, number>();
  let shown = end;
  let running: Promise<void> | undefined;

  async function show(after: bigint, perSecond: number): Promise<void> {
    let waiting: LoggedEvent[] = [];
    let last = after;
    let count = 0;
    const started = performance.now();
    while (!stop.signal.aborted) {
      if (waiting.length < pageSize) {
        const page = await log.read(last, pageSize);
        last = page.at(-1)?.cursor ?? last;
        waiting = [...waiting, ...page];
      }
      const now = performance.now();
      const due = waiting.splice(0, Math.floor(((now - started) / 1_000) * perSecond) - count);
      count += due.length;
      for (const { cursor } of due) arrivals.set(cursor, now);
      shown = due.at(-1)?.cursor ?? shown;
      if (due.length > 0) for (const tell of listeners) tell(due);
      await new Promise((resolve) => setTimeout(resolve, tickMs));
    }
  }

  return {
    log: {
      ...log,
      read: async (cursor, limit, filter) =>
        (await log.read(cursor, limit, filter)).filter((event) => event.cursor <= shown),
      follow: (onEvents) => {
        listeners.add(onEvents);
        return { [Symbol.asyncDispose]: () => Promise.resolve(void listeners.delete(onEvents)) };
      },
    },
    start: (after, perSecond) => void (running = show(after, perSecond)),
    findArrival: (cursor) => arrivals.get(cursor),
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
    },
  };
}
