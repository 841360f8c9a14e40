// What stands between a purpose and a person's data, whatever the viewer's role: reach, restriction, objection, consent.
import type { Purpose } from "../../domains/consent/consent.js";
import {
  decideConsent,
  type ConsentDecision,
  type ConsentFact,
} from "../../domains/consent/decide-consent.js";
import type { Channel } from "../../domains/customer/channel.js";
import type { PolicyFile } from "./policy-schema.js";
import type { Withholding } from "./policy.js";

/** What a rule needs of a person's consents: nothing, the purpose's, or that of one of the channels. */
export type ConsentNeed = "NONE" | "PURPOSE" | readonly Channel[];
/** What allows the use of data for a purpose. */
export type Basis = PolicyFile["purposes"][Purpose];

/** How a person's records answer a need under a basis. */
export function decideNeed(
  need: Exclude<ConsentNeed, "NONE">,
  basis: Basis,
  consents: readonly ConsentFact[],
  purpose: Purpose,
  at: Date,
): ConsentDecision {
  if (basis === "CONTRACT" || basis === "LEGAL_OBLIGATION") return "GIVEN";
  const records = consents.filter((record) => record.purpose === purpose);
  const general = decideConsent(records, purpose, null, at);
  const channels = need === "PURPOSE" ? records.flatMap(({ channel }) => channel ?? []) : need;
  const decisions = channels.map((channel) => decideConsent(records, purpose, channel, at));
  if (basis === "CONSENT") return best(need === "PURPOSE" ? [general, ...decisions] : decisions);
  // Without an objection all is well. A "no" to one channel is one to the purpose when nothing general was said.
  const isRefused =
    need === "PURPOSE"
      ? general === "REFUSED" || (general === "MISSING" && decisions.includes("REFUSED"))
      : decisions.every((decision) => decision === "REFUSED");
  return isRefused ? "REFUSED" : "GIVEN";
}

/** One yes is enough; of several ways to say no the plainest is told. */
function best(decisions: readonly ConsentDecision[]): ConsentDecision {
  const order: readonly ConsentDecision[] = ["GIVEN", "REFUSED", "EXPIRED"];
  return order.find((decision) => decisions.includes(decision)) ?? "MISSING";
}

/** Why nothing personal is shown: the person is out of reach, or their data may only be kept. */
export const closedReasons = {
  OUT_OF_REACH: {
    reason: "OUT_OF_REACH",
    message: "is about a customer whom neither the branches nor the cases of this token reach",
  },
  PROCESSING_RESTRICTED: {
    reason: "PROCESSING_RESTRICTED",
    message: "is withheld because the person had the processing of their data restricted",
  },
} as const satisfies Record<string, Withholding>;

/** The reason that belongs to the answer to a need; undefined when it is met. */
export function toWithholding(
  decision: ConsentDecision | "OBJECTED",
  need: Exclude<ConsentNeed, "NONE">,
  purpose: Purpose,
): Withholding | undefined {
  const consent = `a consent for ${purpose}${need === "PURPOSE" ? "" : ` by ${need.join(" or ")}`}`;
  switch (decision) {
    case "GIVEN":
      return undefined;
    case "MISSING":
      return { reason: "NO_CONSENT", message: `needs ${consent}, which the person has not given` };
    case "EXPIRED":
      return { reason: "CONSENT_EXPIRED", message: `needs ${consent}, and the person's has run out` };
    case "REFUSED":
      return {
        reason: "CONSENT_REFUSED",
        message: `needs ${consent}, which the person refused or took back`,
      };
    case "OBJECTED":
      return { reason: "OBJECTED", message: `is withheld because the person objected to ${purpose}` };
  }
}
