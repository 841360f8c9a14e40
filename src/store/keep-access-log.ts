// What a gateway does for the access log beside writing it: says its state in the operational log at every start and every
// hour, where whoever can change the database does not reach, and removes old entries once a day.
import type { Logger } from "../observability/logger.js";
import type { Clock } from "../shared/clock.js";
import type { RemovedEntries } from "./access-retention.js";
import { toInstant, type Instant } from "../shared/instant.js";

/** What is needed; `Store` has both functions. */
export interface KeepOptions {
  readonly store: {
    readonly accessLog: { findAnchor(): Promise<string> };
    removeOldAccessEntries(before: Instant): Promise<RemovedEntries>;
  };
  readonly retentionYears: number;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const hoursOfDay = 24;

/** The time before which entries are no longer kept. */
export function toRetentionStart(now: Date, years: number): Instant {
  const start = new Date(now);
  start.setUTCFullYear(start.getUTCFullYear() - years);
  return toInstant(start);
}

/** Says the state before it resolves, then every hour; removes old entries soon after, then once a day. */
export async function keepAccessLog(options: KeepOptions): Promise<AsyncDisposable> {
  let working = sayState(options);
  await working;
  let hours = 0;
  const next = (work: (options: KeepOptions) => Promise<void>) => {
    working = working.then(() => work(options));
  };
  // Not at once: who starts has better things to do, and who is started over and over still gets to it.
  const soon = setTimeout(() => next(removeOld), minuteMs).unref();
  const hourly = setInterval(() => {
    if (++hours % hoursOfDay === 0) next(removeOld);
    next(sayState);
  }, hourMs).unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearTimeout(soon);
      clearInterval(hourly);
      await working;
    },
  };
}

/** Writes an anchor to the operational log. */
async function sayState({ store, logger }: KeepOptions): Promise<void> {
  try {
    logger.info({ anchor: await store.accessLog.findAnchor() }, "State of the access log.");
  } catch (error) {
    logger.error({ err: error }, "The state of the access log could not be read.");
  }
}

/** Removes old entries; what fails is tried again the next day. */
export async function removeOld({ store, retentionYears, clock, logger }: KeepOptions): Promise<void> {
  try {
    const before = toRetentionStart(clock.now(), retentionYears);
    const { entries, segmentsWithoutKey } = await store.removeOldAccessEntries(before);
    if (entries > 0) logger.info({ entries, before }, "Old entries of the access log were removed.");
    if (segmentsWithoutKey.length > 0) {
      logger.warn(
        { segments: segmentsWithoutKey },
        "Old entries stay: the key that seals them is not there.",
      );
    }
  } catch (error) {
    logger.error(
      { err: error },
      "Old entries of the access log were not removed; it is tried again tomorrow.",
    );
  }
}
