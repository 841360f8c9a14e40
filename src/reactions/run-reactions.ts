// Runs every reaction over the log, each in a loop of its own with a saved place: in order, at least once, nothing
// skipped in silence. An event on which a reaction keeps failing is parked with an error in the log, so that one bad
// event does not stop all that follow.
import type { EventLog, LoggedEvent } from "../domains/events/event.js";
import type { UnitOfWork } from "../domains/unit-of-work.js";
import type { Logger } from "../observability/logger.js";
import { timerPause, toBackoffMs, type BackoffLimits, type Pause } from "../shared/backoff.js";
import { reactWithRetries, type RetryLimits } from "./react-with-retries.js";
import type { Reaction } from "./reaction.js";
import { createWaker, type Waker } from "./waker.js";

const batchSize = 200;

/** What running needs. Times are in milliseconds. */
export interface RunOptions {
  readonly reactions: readonly Reaction[];
  readonly eventLog: EventLog;
  readonly unitOfWork: UnitOfWork;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  readonly retry?: RetryLimits;
  readonly backoff?: BackoffLimits;
  /** Longest wait before the log is read again when nobody said that something arrived. */
  readonly idleMs?: number;
  readonly pause?: Pause;
  readonly random?: () => number;
}

/** What a reaction has done since the start. */
export interface ReactionCounts {
  handled: number;
  retried: number;
  /** Events given up, each with an error in the log that names its cursor. */
  parked: number;
}

/** Reactions that are running; disposing waits for the event that is being handled. */
export interface RunningReactions extends AsyncDisposable {
  readonly counts: ReadonlyMap<string, Readonly<ReactionCounts>>;
}

/** Starts to run reactions; one that has never run begins at the first event of the log. */
export function runReactions(options: RunOptions): RunningReactions {
  const stop = new AbortController();
  const waker = createWaker(options.eventLog);
  const counts = new Map<string, ReactionCounts>(
    options.reactions.map(({ name }) => [name, { handled: 0, retried: 0, parked: 0 }]),
  );
  const loops = options.reactions.map((reaction) =>
    runReaction(reaction, counts.get(reaction.name)!, waker, options, stop.signal),
  );
  return {
    counts,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.all(loops);
      await waker[Symbol.asyncDispose]();
    },
  };
}

async function runReaction(
  { name, react }: Reaction,
  counts: ReactionCounts,
  waker: Waker,
  options: RunOptions,
  stop: AbortSignal,
): Promise<void> {
  const { eventLog, unitOfWork, logger, idleMs = 5_000 } = options;
  const { backoff = { minMs: 200, maxMs: 30_000 }, pause = timerPause, random = Math.random } = options;
  const retrying = { ...options, backoff, pause, random, name, react, counts };
  let position: bigint | undefined;
  let failures = 0;
  while (!stop.aborted) {
    try {
      position ??= await findStart();
      // Before reading, so that an event which arrives while the log is read is not slept through.
      using listening = waker.listen();
      const events = await eventLog.read(position, batchSize);
      failures = 0;
      if (events.length === 0) await pause(idleMs, AbortSignal.any([stop, listening.arrived]));
      // Moves on only when the place was saved: what was handled and not saved comes again, at least once.
      else position = await handleBatch(events);
    } catch (error) {
      if (stop.aborted) return;
      // Found again, behind what was removed.
      position = undefined;
      failures += 1;
      if (failures === 1) logger.warn({ reaction: name, err: error }, "The event log cannot be followed.");
      await pause(toBackoffMs(failures, backoff, random), stop);
    }
  }

  /** Behind the last event that is done with. Events that were removed before they were handled are told, not passed. */
  async function findStart(): Promise<bigint> {
    const saved = await unitOfWork.run((transaction) => transaction.reactionPositions.find(name));
    const oldest = await eventLog.oldestCursor();
    if (saved === undefined || saved >= oldest) return saved ?? oldest;
    logger.error(
      { reaction: name, cursor: saved.toString(), oldestCursor: oldest.toString() },
      "Events were removed from the log before a reaction handled them; it goes on behind them.",
    );
    return oldest;
  }

  async function handleBatch(events: readonly LoggedEvent[]): Promise<bigint | undefined> {
    let reached = position;
    for (const event of events) {
      if (!(await reactWithRetries(event, retrying, stop))) break;
      reached = event.cursor;
    }
    if (reached !== undefined && reached !== position) {
      const cursor = reached;
      await unitOfWork.run((transaction) => transaction.reactionPositions.save(name, cursor));
    }
    return reached;
  }
}
