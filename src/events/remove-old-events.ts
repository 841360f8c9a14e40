// Removes events for their age while the gateway runs. In: how long events are kept. Out: a shorter log, and a word in the
// operational log when something is in the way.
import type { EventRetention } from "../domains/events/event-retention.js";
import type { Logger } from "../observability/logger.js";
import { timerPause, type Pause } from "../shared/backoff.js";
import type { Clock } from "../shared/clock.js";
import { toInstant } from "../shared/instant.js";
import { repeat } from "../shared/repeat.js";

/** What removing needs. */
export interface EventRemoval {
  readonly retention: EventRetention;
  readonly retentionDays: number;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "info" | "warn">;
  /** Between two looks at the log, ten minutes by default. */
  readonly intervalMs?: number;
  readonly pause?: Pause;
}

const dayMs = 86_400_000;
/** Between two parts, so that whoever reads and appends gets its turn. */
const partPauseMs = 20;

/** Starts to remove what is older than `retentionDays`; every process may, one at a time does. */
export function removeOldEvents(removal: EventRemoval): AsyncDisposable {
  const { intervalMs = 600_000, pause = timerPause, logger } = removal;
  return repeat({
    intervalMs,
    pause,
    work: (stop) => removeAll(removal, pause, stop),
    onError: (err) => logger.warn({ err }, "Old events could not be removed; trying again."),
  });
}

async function removeAll(
  { retention, retentionDays, clock, logger }: EventRemoval,
  pause: Pause,
  stop: AbortSignal,
): Promise<void> {
  const before = toInstant(new Date(clock.now().getTime() - retentionDays * dayMs));
  let removed = 0;
  let heldBackBy: readonly string[] = [];
  for (let hasMore = true; hasMore && !stop.aborted;) {
    const part = await retention.removePart(before);
    ({ hasMore, heldBackBy } = part);
    removed += part.removed;
    if (hasMore) await pause(partPauseMs, stop);
  }
  if (removed > 0) logger.info({ removed, before }, "Old events were removed from the log.");
  if (heldBackBy.length > 0)
    logger.warn(
      { reactions: heldBackBy, before },
      "Old events stay in the log: reactions have not handled them. A reaction that is gone for good is to be removed from reaction_position.",
    );
}
