// One reader that walks along the log, as far as it is settled, whenever more of it is. It moves its cursor only past events
// that it has handed over, so an error of the database costs time and never an event.
import type { OnAppended } from "../domains/events/appended.js";
import type { LoggedEvent } from "../domains/events/event.js";
import type { Logger } from "../observability/logger.js";
import { createBell } from "./bell.js";
import type { EventHorizon } from "./event-horizon.js";

/** What a follower needs. */
export interface FollowSettings {
  /** Reads up to the horizon. */
  readonly read: (cursor: bigint, limit: number) => Promise<readonly LoggedEvent[]>;
  readonly horizon: Pick<EventHorizon, "known" | "refresh" | "onRaised">;
  readonly onAppended: OnAppended;
  /** Wait after a read that failed. */
  readonly retryMs: number;
  readonly logger: Logger;
  readonly onEvents: (events: readonly LoggedEvent[]) => void;
  /** Where to start; without it, at the end of the log. */
  readonly after: bigint | undefined;
}

const batchSize = 500;

/** Follows the log until it is disposed of; disposing waits for the read that is under way. */
export function followLog(settings: FollowSettings): AsyncDisposable {
  const { read, horizon, retryMs, logger, onEvents } = settings;
  const bell = createBell();
  let isClosed = false;
  let isFailing = false;
  let cursor = settings.after;
  let lowestAppended: bigint | undefined;
  const ignoreAppended = settings.onAppended(({ first }) => {
    if (cursor === undefined && (lowestAppended === undefined || first < lowestAppended))
      lowestAppended = first;
  });
  const ignoreRaised = horizon.onRaised(() => bell.ring());

  /** The end of the log, but before whatever was appended here while the question was under way. */
  async function findStart(): Promise<bigint> {
    const latest = await horizon.refresh();
    ignoreAppended();
    return lowestAppended !== undefined && lowestAppended <= latest ? lowestAppended - 1n : latest;
  }

  /** Hands over the next events; answers whether there may be more at once. */
  async function step(): Promise<boolean> {
    cursor ??= await findStart();
    if (horizon.known <= cursor) return false;
    const events = await read(cursor, batchSize);
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
      if (!hasMore) await bell.wait(isFailing ? retryMs : undefined);
    }
  }

  const running = run();
  return {
    [Symbol.asyncDispose]: async () => {
      isClosed = true;
      ignoreAppended();
      ignoreRaised();
      bell.ring();
      await running;
    },
  };
}
