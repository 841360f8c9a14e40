// One reaction along one part of the log: batch after batch, each with its effect and its place in one transaction. A batch
// that fails is taken again event by event, so that an event which cannot be handled is found and parked.
import type { EventLog, LoggedEvent } from "../domains/events/event.js";
import { timerPause, toBackoffMs, type BackoffLimits, type Pause } from "../shared/backoff.js";
import { handleEvents, type Handling } from "./handle-events.js";
import { reactWithRetries, type ReactionCounts, type RetryLimits } from "./react-with-retries.js";
import type { Reaction } from "./reaction.js";
import type { Waker } from "./waker.js";

const batchSize = 50;

/** What following needs. Times are in milliseconds. */
export interface PartOptions extends Omit<Handling, "reaction" | "partition"> {
  readonly eventLog: Pick<EventLog, "read" | "oldestCursor">;
  readonly waker: Waker;
  /** Runs one of a bounded number of pieces of work at a time. */
  readonly limit: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly counts: ReactionCounts;
  readonly retry?: RetryLimits;
  readonly backoff?: BackoffLimits;
  /**
   * Least time between two batches of the part: what arrives meanwhile goes together. The first one after a rest is not held up.
   */
  readonly gapMs?: number;
  /** Longest wait before the log is read again when nobody said that something arrived. */
  readonly idleMs?: number;
  readonly pause?: Pause;
  readonly random?: () => number;
}

/** Follows until `stop` aborts. Whatever fails here is tried again. */
export async function followPart(
  reaction: Reaction,
  partition: number,
  options: PartOptions,
  stop: AbortSignal,
): Promise<void> {
  const { eventLog, unitOfWork, logger, waker, limit, counts, idleMs = 5_000, gapMs = 0 } = options;
  const { backoff = { minMs: 200, maxMs: 30_000 }, pause = timerPause, random = Math.random } = options;
  const { name } = reaction;
  const handling = { reaction, partition, unitOfWork, logger };
  const retrying = { ...options, ...handling, backoff, pause, random };
  let position: bigint | undefined;
  let failures = 0;
  while (!stop.aborted) {
    try {
      position ??= await findStart();
      // Before reading, so that an event which arrives while the log is read is not slept through.
      using listening = waker.listen(partition);
      const events = await eventLog.read(position, batchSize, { partitions: [partition] });
      failures = 0;
      if (events.length === 0) await pause(idleMs, AbortSignal.any([stop, listening.arrived]));
      else {
        position = await handleBatch(events, position);
        if (gapMs > 0 && events.length < batchSize) await pause(gapMs, stop);
      }
    } catch (error) {
      if (stop.aborted) return;
      // Found again, behind what was removed.
      position = undefined;
      failures += 1;
      if (failures === 1)
        logger.warn({ reaction: name, partition, err: error }, "The event log cannot be followed.");
      await pause(toBackoffMs(failures, backoff, random), stop);
    }
  }

  /** Behind the last event that is done with. Events that were removed before they were handled are told, not passed. */
  async function findStart(): Promise<bigint> {
    const oldest = await eventLog.oldestCursor();
    const saved = await unitOfWork.run(async ({ reactionPositions }) => {
      const found = await reactionPositions.lock(name, partition);
      // Kept from the beginning, so that nothing is removed that the reaction still has to handle.
      if (found === undefined || found < oldest) await reactionPositions.save(name, partition, oldest);
      return found;
    });
    if (saved === undefined || saved >= oldest) return saved ?? oldest;
    logger.error(
      { reaction: name, partition, cursor: saved.toString(), oldestCursor: oldest.toString() },
      "Events were removed from the log before a reaction handled them; it goes on behind them.",
    );
    return oldest;
  }

  /** Answers the new place; undefined when it is to be found again, because another process has moved it. */
  async function handleBatch(events: readonly LoggedEvent[], from: bigint): Promise<bigint | undefined> {
    if (events.length > 1) {
      try {
        return await limit(async () => {
          // What waited for its turn may have been stopped meanwhile.
          if (stop.aborted || !(await handleEvents(handling, events, from, stop))) return undefined;
          counts.handled += events.length;
          return events.at(-1)?.cursor;
        });
      } catch {
        // Which of them it was, and whether it fails again, shows when each is taken by itself.
      }
    }
    let reached = from;
    for (const event of events) {
      const next = await reactWithRetries(event, reached, retrying, stop);
      if (next === undefined) return undefined;
      reached = next;
    }
    return reached;
  }
}
