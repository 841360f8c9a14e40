import type { PersonalExportStore } from "../domains/rights/personal-export.js";
import type { Logger } from "../observability/logger.js";
import type { Pause } from "../shared/backoff.js";
import type { Clock } from "../shared/clock.js";
import { toInstant } from "../shared/instant.js";
import { repeat } from "../shared/repeat.js";

/** What forgetting needs. */
export interface ExportForgetting {
  readonly exports: Pick<PersonalExportStore, "deleteExpired">;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "info" | "warn">;
  readonly intervalMs?: number;
  readonly pause?: Pause;
}

/** Deletes exports whose time is over, once a minute; nobody can fetch them from that time on anyway. */
export function forgetExpiredExports(forgetting: ExportForgetting): AsyncDisposable {
  const { exports, clock, logger, intervalMs = 60_000, pause } = forgetting;
  return repeat({
    intervalMs,
    ...(pause && { pause }),
    work: async () => {
      const exportsDeleted = await exports.deleteExpired(toInstant(clock.now()));
      if (exportsDeleted > 0) logger.info({ exportsDeleted }, "Expired exports were deleted.");
    },
    onError: (err) => logger.warn({ err }, "Expired exports could not be deleted; trying again."),
  });
}
