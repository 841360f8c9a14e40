import type { HeadStore } from "../domains/customer/head-store.js";
import type { Logger } from "../observability/logger.js";
import { repeat } from "../shared/repeat.js";

/** Folds the revisions of heads once an hour, so that asking for one stays a look at a few rows. */
export function foldHeadRevisions(
  heads: Pick<HeadStore, "foldRevisions">,
  logger: Pick<Logger, "warn">,
): AsyncDisposable {
  return repeat({
    intervalMs: 3_600_000,
    work: async (stop) => {
      while (!stop.aborted && (await heads.foldRevisions()));
    },
    onError: (err) => logger.warn({ err }, "Revisions of heads could not be folded; trying again."),
  });
}
