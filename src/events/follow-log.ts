// One reader that walks along the log: woken by commits of this process, and by a timer for those of others. It moves
// its cursor only past events that it has handed over, so an error of the database costs time and never an event.
import type { EventLog, LoggedEvent } from "../domains/events/event.js";
import type { Logger } from "../observability/logger.js";

/** What a follower needs. */
export interface FollowSettings {
  readonly log: Pick<EventLog, "read" | "latestCursor">;
  readonly onAppended: (listener: (firstCursor: bigint) => void) => () => void;
  readonly pollMs: number;
  readonly logger: Logger;
  readonly onEvents: (events: readonly LoggedEvent[]) => void;
  /** Where to start; without it, at the end of the log. */
  readonly after: bigint | undefined;
}

const batchSize = 500;

/** Follows the log until it is disposed of; disposing waits for the read that is under way. */
export function followLog(settings: FollowSettings): AsyncDisposable {
  const { log, onAppended, pollMs, logger, onEvents } = settings;
  const bell = createBell(pollMs);
  let isClosed = false;
  let isFailing = false;
  let cursor = settings.after;
  let lowestAppended: bigint | undefined;
  const unsubscribe = onAppended((firstCursor) => {
    if (cursor === undefined && (lowestAppended === undefined || firstCursor < lowestAppended)) {
      lowestAppended = firstCursor;
    }
    bell.ring();
  });

  /** The end of the log, but before whatever was appended here while the question was under way. */
  async function findStart(): Promise<bigint> {
    const latest = await log.latestCursor();
    return lowestAppended !== undefined && lowestAppended <= latest ? lowestAppended - 1n : latest;
  }

  /** Hands over the next events; answers whether there may be more at once. */
  async function step(): Promise<boolean> {
    cursor ??= await findStart();
    const events = await log.read(cursor, batchSize);
    const last = events.at(-1);
    if (last === undefined || isClosed) return false;
    handOver(events);
    cursor = last.cursor;
    return events.length === batchSize;
  }

  function handOver(events: readonly LoggedEvent[]): void {
    try {
      onEvents(events);
    } catch (error) {
      // A listener that fails on an event would fail on it for ever; the log goes on for all later ones.
      logger.error({ err: error }, "A follower of the event log failed.");
    }
  }

  async function run(): Promise<void> {
    while (!isClosed) {
      let hasMore = false;
      try {
        hasMore = await step();
        if (isFailing) logger.info("The event log is followed again.");
        isFailing = false;
      } catch (error) {
        if (!isFailing) logger.warn({ err: error }, "The event log cannot be read; trying again.");
        isFailing = true;
      }
      if (!hasMore) await bell.wait();
    }
  }

  const running = run();
  return {
    [Symbol.asyncDispose]: async () => {
      isClosed = true;
      unsubscribe();
      bell.ring();
      await running;
    },
  };
}

/** Waits for a ring or for the time to pass. A ring while nobody waits is remembered. */
function createBell(pollMs: number): { ring: () => void; wait: () => Promise<void> } {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      hasRung = true;
      wake?.();
    },
    wait: async () => {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, pollMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = undefined;
      hasRung = false;
    },
  };
}
