// One reader that walks along the log whenever more of it can be read. It moves its cursor only past events that it has
// handed over, so whatever fails costs time and never an event.
import type { LoggedEvent } from "../domains/events/event.js";
import type { Logger } from "../observability/logger.js";
import { createBell } from "./bell.js";

/** What a follower needs. */
export interface FollowSettings {
  /** Events behind a cursor, at most so many; none where there are none yet. */
  readonly read: (cursor: bigint, limit: number) => Promise<readonly LoggedEvent[]>;
  /** Where to start when no cursor is given; asked again when it fails. */
  readonly findStart: () => Promise<bigint>;
  /** Hears when there may be something to read. */
  readonly onWake: (listener: () => void) => () => void;
  /** How long to wait for that at most; undefined for as long as it takes. */
  readonly toPatienceMs: (isFailing: boolean) => number | undefined;
  readonly logger: Logger;
  readonly onEvents: (events: readonly LoggedEvent[]) => void;
  /** Where to start; without it, where `findStart` says. */
  readonly after: bigint | undefined;
}

const batchSize = 500;

/** Follows until it is disposed of; disposing waits for the read that is under way. */
export function followEvents(settings: FollowSettings): AsyncDisposable {
  const { read, findStart, onWake, toPatienceMs, logger, onEvents } = settings;
  const bell = createBell();
  let isClosed = false;
  let isFailing = false;
  let cursor = settings.after;
  const ignoreWakes = onWake(() => bell.ring());

  /** Hands over the next events; answers whether there may be more at once. */
  async function step(): Promise<boolean> {
    cursor ??= await findStart();
    const events = await read(cursor, batchSize);
    const last = events.at(-1);
    if (last === undefined || isClosed) return false;
    try {
      onEvents(events);
    } catch (error) {
      // A listener that fails on an event would fail on it for ever; the log goes on for all later ones.
      logger.error({ err: error }, "A follower of the event log failed.");
    }
    cursor = last.cursor;
    return events.length === batchSize;
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
      if (!hasMore && !isClosed) await bell.wait(toPatienceMs(isFailing));
    }
  }

  const running = run();
  return {
    [Symbol.asyncDispose]: async () => {
      isClosed = true;
      ignoreWakes();
      bell.ring();
      await running;
    },
  };
}
