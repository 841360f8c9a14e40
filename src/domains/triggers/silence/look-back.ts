// How far back a decision looks at what happened to a customer.
import { toDurationMs } from "../rules/duration.js";
import type { TriggerTerms } from "../trigger-terms.js";
import { weekMs } from "../../contact-policy/contact-facts.js";

const dayMs = 86_400_000;

/** How far back attempts count; who was left alone for that long is asked anew. */
export const attemptsMs = 180 * dayMs;

/** The longest that each part of a calendar can be, and a day for where its clock stands. */
const calendarMs = { DAY: 2 * dayMs, WEEK: 8 * dayMs, MONTH: 32 * dayMs } as const;

/** Milliseconds that cover the caps of all terms, their silence, a customer's weekly limit, and the attempts at an offer. */
export function findLookBackMs(terms: readonly TriggerTerms[]): number {
  return Math.max(
    weekMs,
    ...terms.flatMap(({ caps, channel, purpose, reEligibleAfter }) => [
      toDurationMs(reEligibleAfter),
      channel !== null && purpose === "MARKETING" ? attemptsMs : 0,
      ...caps.map(({ within, calendar }) =>
        within === undefined ? calendarMs[calendar ?? "DAY"] : toDurationMs(within),
      ),
    ]),
  );
}
