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

const hourMs = 3_600_000;
const hoursOfDay = 24;

/** The time before which entries are no longer kept. */
export function toRetentionStart(now: Date, years: number): Instant {
  const start = new Date(now);
  start.setUTCFullYear(start.getUTCFullYear() - years);
  return toInstant(start);
}

/** Begins at once; disposing waits for what is under way. */
export function keepAccessLog(options: KeepOptions): AsyncDisposable {
  let working: Promise<void> = Promise.resolve();
  let hours = 0;
  const start = () => {
    const isDaily = hours++ % hoursOfDay === 0;
    working = working.then(() => keep(options, isDaily));
  };
  start();
  const timer = setInterval(start, hourMs).unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await working;
    },
  };
}

async function keep({ store, retentionYears, clock, logger }: KeepOptions, isDaily: boolean): Promise<void> {
  try {
    if (isDaily) {
      const before = toRetentionStart(clock.now(), retentionYears);
      const { entries, segmentsWithoutKey } = await store.removeOldAccessEntries(before);
      if (entries > 0) logger.info({ entries, before }, "Old entries of the access log were removed.");
      if (segmentsWithoutKey.length > 0) {
        logger.warn(
          { segments: segmentsWithoutKey },
          "Old entries stay: the key that seals them is not there.",
        );
      }
    }
    logger.info({ anchor: await store.accessLog.findAnchor() }, "State of the access log.");
  } catch (error) {
    logger.error({ err: error }, "The access log could not be looked after; it is tried again in an hour.");
  }
}
