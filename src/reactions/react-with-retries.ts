// One event and one reaction, until it is done or parked.
import type { LoggedEvent } from "../domains/events/event.js";
import type { Logger } from "../observability/logger.js";
import { redactText } from "../observability/redact.js";
import { toBackoffMs, type BackoffLimits, type Pause } from "../shared/backoff.js";
import { GatewayError } from "../shared/errors.js";
import { handleEvents, type Handling } from "./handle-events.js";

/** After how many tries an event is parked. */
export interface RetryLimits {
  /** When the reaction itself fails. */
  readonly maxTries: number;
  /** When a source or the store did not answer: not the event's fault, so it waits for a long outage to end. */
  readonly maxOutageTries: number;
}

/** With the backoff of 0.2 to 30 s: some seconds for a fault, about half an hour for an outage. */
export const defaultRetryLimits: RetryLimits = { maxTries: 6, maxOutageTries: 80 };

/** What a reaction has done since the start. */
export interface ReactionCounts {
  handled: number;
  retried: number;
  /** Events that were passed, each with a row of its own and an error in the log that names its cursor. */
  parked: number;
}

/** What a try needs. */
export interface Retrying extends Handling {
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  readonly retry?: RetryLimits;
  readonly backoff: BackoffLimits;
  readonly pause: Pause;
  readonly random: () => number;
  readonly limit: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly counts: ReactionCounts;
}

/**
 * Runs the reaction on an event, behind the place `from`. Answers the place behind it, when it was handled or parked;
 * undefined when it was stopped before, or the place is not `from` any more.
 */
export async function reactWithRetries(
  event: LoggedEvent,
  from: bigint,
  retrying: Retrying,
  stop: AbortSignal,
): Promise<bigint | undefined> {
  const { reaction, logger, retry = defaultRetryLimits, backoff, pause, random, limit, counts } = retrying;
  const facts = { reaction: reaction.name, cursor: event.cursor.toString(), eventType: event.type };
  let faults = 0;
  for (let failures = 1; !stop.aborted; failures += 1) {
    try {
      if (!(await limit(() => handleEvents(retrying, [event], from, stop)))) return undefined;
      counts.handled += 1;
      if (failures > 1)
        logger.info({ ...facts, failures: failures - 1 }, "A reaction succeeded after failures.");
      return event.cursor;
    } catch (error) {
      if (stop.aborted) return undefined;
      if (!(await isOutage(error, retrying))) faults += 1;
      if (faults >= retry.maxTries || failures >= retry.maxOutageTries) {
        if (!(await park(event, from, { error, failures }, retrying))) return undefined;
        counts.parked += 1;
        logger.error(
          { ...facts, failures, parked: counts.parked, err: error },
          "An event was parked: a reaction kept failing.",
        );
        return event.cursor;
      }
      counts.retried += 1;
      if (failures === 1) logger.warn({ ...facts, err: error }, "A reaction failed and is tried again.");
      await pause(toBackoffMs(failures, backoff, random), stop);
    }
  }
  return undefined;
}

/** Passes the event and keeps why, in one transaction; false when the place is not `from` any more. */
function park(
  { cursor, type: eventType }: LoggedEvent,
  from: bigint,
  { error, failures }: { readonly error: unknown; readonly failures: number },
  { reaction: { name }, partition, unitOfWork }: Retrying,
): Promise<boolean> {
  return unitOfWork.run(async ({ reactionPositions, parkedEvents }) => {
    if ((await reactionPositions.lock(name, partition)) !== from) return false;
    await parkedEvents.park({ reaction: name, cursor, eventType, reason: toReason(error), failures });
    await reactionPositions.save(name, partition, cursor);
    return true;
  });
}

/** What went wrong, as the log may have it too. */
export function toReason(error: unknown): string {
  return error instanceof Error ? redactText(`${error.name}: ${error.message}`) : "No error was thrown.";
}

/** Whether something else than the event is at fault: a source that does not answer, or a store that does not. */
async function isOutage(error: unknown, { reaction, partition, unitOfWork }: Retrying): Promise<boolean> {
  if (
    error instanceof GatewayError &&
    (error.code === "SOURCE_UNAVAILABLE" || error.code === "STORE_UNAVAILABLE")
  ) {
    return true;
  }
  try {
    await unitOfWork.run((transaction) => transaction.reactionPositions.find(reaction.name, partition));
    return false;
  } catch {
    return true;
  }
}
