// What deciding about triggers works with: what other systems know of a customer, and how tired of contacts people get.
import { fitResponseCurve, type ResponseCurve } from "../domains/triggers/silence/response-curve.js";
import type { AttendingParts } from "../domains/triggers/attend-trigger.js";
import { loadOutsideFacts } from "../loaders/load-outside-facts.js";
import type { Loaders } from "../loaders/loaders.js";
import type { Clock } from "../shared/clock.js";
import type { Store } from "../store/create-store.js";

const hourMs = 3_600_000;
/** How much of the contact history the curve is fitted to. */
const historyMs = 2 * 365 * 24 * hourMs;

/** The parts, for whoever decides in the background; `createLoaders` makes those of one decision. */
export function toSilenceParts(
  { unitOfWork, contactHistory }: Pick<Store, "unitOfWork" | "contactHistory">,
  clock: Clock,
  createLoaders: () => Loaders,
): AttendingParts {
  const findResponse = keepResponse(contactHistory, clock);
  return {
    unitOfWork,
    clock,
    loadOutside: async (customerId, triggers) =>
      loadOutsideFacts(createLoaders(), customerId, triggers, clock.now(), await findResponse()),
  };
}

/** Fits the curve anew once an hour; what came in since then changes it little. */
export function keepResponse(history: Store["contactHistory"], clock: Clock): () => Promise<ResponseCurve> {
  let kept: { readonly curve: ResponseCurve; readonly until: number } | undefined;
  return async () => {
    const now = clock.now().getTime();
    if (kept === undefined || kept.until <= now) {
      const counts = await history.countAttempts(new Date(now - historyMs).toISOString());
      kept = { curve: fitResponseCurve(counts), until: now + hourMs };
    }
    return kept.curve;
  };
}
