// One event and one reaction, until it is done or given up.
import type { LoggedEvent } from "../domains/events/event.js";
import type { UnitOfWork } from "../domains/unit-of-work.js";
import type { Logger } from "../observability/logger.js";
import { toBackoffMs, type BackoffLimits, type Pause } from "../shared/backoff.js";
import { GatewayError } from "../shared/errors.js";
import type { Reaction } from "./reaction.js";

/** After how many tries an event is parked. */
export interface RetryLimits {
  /** When the reaction itself fails. */
  readonly maxTries: number;
  /** When a source or the store did not answer: not the event's fault, so it waits for a long outage to end. */
  readonly maxOutageTries: number;
}

/** With the backoff of 0.2 to 30 s: some seconds for a fault, about half an hour for an outage. */
export const defaultRetryLimits: RetryLimits = { maxTries: 6, maxOutageTries: 80 };

/** What a try needs. */
export interface Retrying extends Reaction {
  readonly unitOfWork: UnitOfWork;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  readonly retry?: RetryLimits;
  readonly backoff: BackoffLimits;
  readonly pause: Pause;
  readonly random: () => number;
  readonly counts: { handled: number; retried: number; parked: number };
}

/** Runs the reaction on an event. True when the event is done with, handled or parked; false when stopped before. */
export async function reactWithRetries(
  event: LoggedEvent,
  retrying: Retrying,
  stop: AbortSignal,
): Promise<boolean> {
  const { name, react, logger, retry = defaultRetryLimits, backoff, pause, random, counts } = retrying;
  const facts = { reaction: name, cursor: event.cursor.toString(), eventType: event.type };
  let faults = 0;
  for (let failures = 1; !stop.aborted; failures += 1) {
    try {
      await react(event, { signal: stop });
      counts.handled += 1;
      if (failures > 1)
        logger.info({ ...facts, failures: failures - 1 }, "A reaction succeeded after failures.");
      return true;
    } catch (error) {
      if (stop.aborted) return false;
      if (!(await isOutage(error, retrying))) faults += 1;
      if (faults >= retry.maxTries || failures >= retry.maxOutageTries) {
        counts.parked += 1;
        logger.error(
          { ...facts, failures, parked: counts.parked, err: error },
          "An event was parked: a reaction kept failing.",
        );
        return true;
      }
      counts.retried += 1;
      if (failures === 1) logger.warn({ ...facts, err: error }, "A reaction failed and is tried again.");
      await pause(toBackoffMs(failures, backoff, random), stop);
    }
  }
  return false;
}

/** Whether something else than the event is at fault: a source that does not answer, or a store that does not. */
async function isOutage(error: unknown, { name, unitOfWork }: Retrying): Promise<boolean> {
  if (
    error instanceof GatewayError &&
    (error.code === "SOURCE_UNAVAILABLE" || error.code === "STORE_UNAVAILABLE")
  ) {
    return true;
  }
  try {
    await unitOfWork.run((transaction) => transaction.reactionPositions.find(name));
    return false;
  } catch {
    return true;
  }
}
