// Events that nobody's person ever came for, and letters that nobody looked at, are personal data too: they are kept for a
// time and then removed, and the operational log says how many.
import type { IngestRetention } from "../domains/ingest/dead-letter.js";
import type { Logger } from "../observability/logger.js";
import type { Pause } from "../shared/backoff.js";
import type { Clock } from "../shared/clock.js";
import { toInstant } from "../shared/instant.js";
import { repeat } from "../shared/repeat.js";

/** What forgetting needs. */
export interface UnclaimedForgetting {
  readonly retention: IngestRetention;
  readonly retentionDays: number;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "info" | "warn">;
  /** Between two looks, ten minutes by default. */
  readonly intervalMs?: number;
  readonly pause?: Pause;
}

const dayMs = 86_400_000;

/** Starts to remove what is older than `retentionDays`; every process may. */
export function forgetUnclaimed(forgetting: UnclaimedForgetting): AsyncDisposable {
  const { logger, intervalMs = 600_000, pause } = forgetting;
  return repeat({
    intervalMs,
    ...(pause && { pause }),
    work: (stop) => removeAll(forgetting, stop),
    onError: (err) => logger.warn({ err }, "Events that nobody came for could not be removed; trying again."),
  });
}

async function removeAll(
  { retention, retentionDays, clock, logger }: UnclaimedForgetting,
  stop: AbortSignal,
): Promise<void> {
  const before = toInstant(new Date(clock.now().getTime() - retentionDays * dayMs));
  let [heldEvents, deadLetters] = [0, 0];
  for (let hasMore = true; hasMore && !stop.aborted;) {
    const part = await retention.removePart(before);
    heldEvents += part.heldEvents;
    deadLetters += part.deadLetters;
    ({ hasMore } = part);
  }
  if (heldEvents + deadLetters > 0)
    logger.info({ heldEvents, deadLetters, before }, "Events that nobody came for were removed.");
}
