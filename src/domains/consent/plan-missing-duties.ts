// Gives consents that came into the store without recordConsent (an import, the time before duties) the duties that follow
// from them, and wakes those whose timer was lost. Run at the start of a process that follows.
import { compareInstants, toInstant, toShortInstant } from "../../shared/instant.js";
import type { UseCaseParts } from "../use-case.js";
import type { RecordPosition } from "./consent-duty-store.js";
import { findRecordsWithDuties, planDuties, toTimers } from "./plan-duties.js";

/** So much is in memory at a time, however many customers there are. */
const batchSize = 1_000;

/** Works through everything in transactions of their own; `signal` ends it between two of them. Answers how many duties are new. */
export async function planMissingDuties(
  { unitOfWork, clock }: UseCaseParts,
  signal: AbortSignal,
): Promise<number> {
  let after: RecordPosition | null = null;
  let planned = 0;
  while (!signal.aborted) {
    const last: { readonly at: RecordPosition; readonly planned: number } | undefined = await unitOfWork.run(
      async ({ consentDuties, schedule }) => {
        const now = toShortInstant(toInstant(clock.now()));
        const records = await consentDuties.listRecordsWithout(after, batchSize, findRecordsWithDuties(now));
        // Whether somebody was told of an old answer is not known, and nothing is made up: only what can be met yet.
        const duties = records
          .flatMap(planDuties)
          .filter(({ kind, dueAt }) => kind !== "RESULT_NOTICE" || compareInstants(dueAt, now) > 0);
        const added = await consentDuties.add(duties);
        await schedule.at(toTimers(added));
        const at = records.at(-1);
        return at && { at, planned: added.length };
      },
    );
    if (last === undefined) break;
    after = last.at;
    planned += last.planned;
  }
  if (!signal.aborted) await wakeLate({ unitOfWork, clock });
  return planned;
}

/** A process that is killed while it attends to a duty leaves a timer that nobody takes for hours. */
async function wakeLate({ unitOfWork, clock }: UseCaseParts): Promise<void> {
  await unitOfWork.run(async ({ consentDuties, schedule }) => {
    await schedule.at(toTimers(await consentDuties.listLate(toInstant(clock.now()), batchSize)));
  });
}
