// What a rule may ask of the customer beside the events, when a moment is decided on.
import type { Profile } from "../../customer/records.js";
import { decideCondition, readMember } from "./condition.js";
import type { RuleDefinition } from "./rule-definition.js";

/** What is known of a customer. A member that is undefined is not known. */
export interface CustomerFacts {
  /** Null: the CRM has none. Undefined: it did not answer, and is asked again. */
  readonly profile: Profile | null | undefined;
  /** A computed value, or a member of one. Null: it was computed and there is none. */
  readonly findInsight: (path: readonly string[]) => unknown;
  readonly segments: readonly string[] | undefined;
}

/**
 * Whether a rule's `if` holds of a customer; a rule without one wants nothing. What was never computed does not hold, and
 * neither does its opposite; UNKNOWN is what depends on a profile that could not be read.
 */
export function decideWanted(
  { if: condition }: Pick<RuleDefinition, "if">,
  facts: CustomerFacts,
): boolean | "UNKNOWN" {
  if (condition === undefined) return true;
  let isMissed = false;
  const holds = decideCondition(condition, (path) => {
    isMissed ||= path[0] === "profile" && facts.profile === undefined;
    return readFact(facts, path);
  });
  return holds === undefined && isMissed ? "UNKNOWN" : holds === true;
}

function readFact({ profile, findInsight, segments }: CustomerFacts, path: readonly string[]): unknown {
  const [head, ...rest] = path;
  if (head === "profile") return profile === undefined ? undefined : readMember(profile, rest);
  return head === "insights" ? findInsight(rest) : segments;
}
