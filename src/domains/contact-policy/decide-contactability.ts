// Whether a customer may be contacted, why not, and from when: the one place where that is decided, for the API and for the
// engine of the triggers alike. Pure; docs/contact-policy.md explains each reason and the law behind it.
import { toInstant, toShortInstant, type Instant } from "../../shared/instant.js";
import type { SuppressionReason } from "../triggers/trigger.js";
import { weekMs, type ContactFacts, type ContactQuestion } from "./contact-facts.js";
import { listFindings, type Finding } from "./contact-reasons.js";

/** The decision. */
export interface Contactability {
  readonly allowed: boolean;
  /** All that hold, in the order of `reasonRules`; empty when it is allowed. */
  readonly reasons: readonly SuppressionReason[];
  /**
   * The first instant after `at` at which nothing speaks against it any more, as far as is known at present. Null when it
   * is allowed, and when something speaks against it that does not pass by itself.
   */
  readonly allowedFrom: Instant | null;
}

/** Decides with all that is known; nothing here reads, waits or knows the time. */
export function decideContactability(facts: ContactFacts, question: ContactQuestion): Contactability {
  const findings = listFindings(facts, question);
  return {
    allowed: findings.length === 0,
    reasons: findings.map(({ reason }) => reason),
    allowedFrom: findAllowedFrom(facts, question, findings),
  };
}

/** How long after the last contact that counts: a week, and days enough for every hour that the clock shows. */
const horizonMs = weekMs + 3 * 86_400_000;

/**
 * Goes from the end of what holds to the end of what holds then, until nothing does. Each step goes to the latest of the
 * ends, before which at least that reason holds, so no earlier instant is missed. A consent that ends before the night does
 * is found on the way.
 */
function findAllowedFrom(
  facts: ContactFacts,
  question: ContactQuestion,
  findings: readonly Finding[],
): Instant | null {
  if (findings.length === 0) return null;
  const known = facts.contacts === "UNKNOWN" ? [] : facts.contacts;
  const latest = Math.max(question.at.getTime(), ...known.map(({ occurredAt }) => Date.parse(occurredAt)));
  let at = question.at;
  for (let present = findings; present.length > 0; present = listFindings(facts, { ...question, at })) {
    for (const { until } of present) {
      if (until === null || until.getTime() - latest > horizonMs) return null;
      if (until > at) at = until;
    }
  }
  return toShortInstant(toInstant(at));
}
