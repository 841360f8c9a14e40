// What a rule says about contacting somebody: data of the rule that a trigger keeps, so that what was held back overnight is
// judged in the morning by the words that it was considered under.
import type { Purpose } from "../consent/consent.js";
import type { Channel } from "../customer/channel.js";
import type { Duration } from "./rules/duration.js";
import type { RuleDefinition } from "./rules/rule-definition.js";

/** What becomes of a trigger that only waits for an hour or a cap: kept until it may go, or given up. */
export type WaitBehaviour = RuleDefinition["quietHours"];

/** At most so many contacts in a window. */
export type FrequencyCap = RuleDefinition["caps"][number];

/** The terms of a trigger. */
export interface TriggerTerms {
  readonly purpose: Purpose;
  /** How the customer is to be contacted; null: nobody is, it is for the staff. */
  readonly channel: Channel | null;
  /** In the words of the customer's preferences. */
  readonly topic: string | null;
  /** What it is about; a customer who has bought it is left alone. */
  readonly product: string | null;
  /** What caps and arbitration count together. */
  readonly category: string;
  /** In the customer's quiet hours and the night of the law. */
  readonly quietHours: WaitBehaviour;
  readonly caps: readonly FrequencyCap[];
  readonly whenCapped: WaitBehaviour;
  /** Share of the customers, 0 to 1, whom the rule leaves alone for comparison. */
  readonly holdout: number;
  /** Silence after a trigger about the same. */
  readonly reEligibleAfter: Duration;
}

/** The terms of a trigger of a rule; `product` is what the moment is about. */
export function toTerms(rule: RuleDefinition, product: string | null): TriggerTerms {
  const { purpose, channel = null, topic = null, category } = rule;
  const { quietHours, caps, whenCapped, holdout, reEligibleAfter } = rule;
  const waits = { quietHours, caps, whenCapped, holdout, reEligibleAfter };
  return { purpose, channel, topic, product, category, ...waits };
}

/** Of a trigger that is only shown to those who serve the customer. */
export const screenTerms: TriggerTerms = {
  purpose: "SERVICE",
  channel: null,
  topic: null,
  product: null,
  category: "general",
  quietHours: "HOLD",
  caps: [],
  whenCapped: "HOLD",
  holdout: 0,
  reEligibleAfter: "P1D",
};
