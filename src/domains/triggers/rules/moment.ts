// A moment at which everything that a rule waits for had happened: what it is about and when, before anybody has decided
// whether to act on it. The evaluator makes moments; whether one is raised or suppressed is decided when it would be sent.
import { uuidFromName } from "../../../shared/ids.js";
import { shiftInstant, type Instant } from "../../../shared/instant.js";
import type { Trigger } from "../trigger.js";
import { toTerms } from "../trigger-terms.js";
import { toDurationMs } from "./duration.js";
import type { RuleDefinition } from "./rule-definition.js";
import { parseTemplate, renderTemplate, type TextStyle } from "./template.js";

/** A version of a rule, parsed. */
export interface RuleVersion {
  /** The rule's name, which is what triggers and people call it. */
  readonly name: string;
  readonly version: number;
  readonly definition: RuleDefinition;
}

/** A moment to be decided on. */
export interface ConsideredMoment {
  /** Of the trigger that it becomes: the same moment has the same id on every machine and in every replay. */
  readonly id: string;
  readonly rule: RuleVersion;
  readonly customerId: string;
  /** The key: what it is about within its rule, e.g. the product; empty when the rule has no key. */
  readonly subject: string;
  readonly at: Instant;
  readonly expiresAt: Instant;
  /** 0 to 1 */
  readonly priority: number;
  /** 0 to 1 */
  readonly value: number;
  /** In the words of the sources; null when the rule is about none. */
  readonly product: string | null;
  /** Global ids of the records behind it, oldest first. */
  readonly evidence: readonly string[];
  /** What the texts are filled with. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The id of the trigger that a moment becomes; `completedBy` is the record that made it complete. */
export function toTriggerId(rule: string, customerId: string, subject: string, completedBy: string): string {
  return uuidFromName("trigger", [rule, customerId, subject, completedBy].join("\0"));
}

/** Until when a moment of a rule is worth acting on. */
export function findExpiry(definition: Pick<RuleDefinition, "expiresAfter">, at: Instant): Instant {
  return shiftInstant(at, toDurationMs(definition.expiresAfter));
}

/** The trigger of a moment that is raised, with texts in the style of its reader. */
export function toRaisedTrigger(moment: ConsideredMoment, style: TextStyle): Trigger {
  const { id, customerId, subject, priority, value, evidence, at, expiresAt, rule, values } = moment;
  const { title, explanation } = rule.definition.text[style.language];
  return {
    id,
    rule: rule.name,
    customerId,
    subject,
    status: "RAISED",
    priority,
    title: render(title, values, style),
    explanation: render(explanation, values, style),
    evidence,
    raisedAt: at,
    expiresAt,
    value,
    suppressedBy: [],
    decidedAt: null,
    heldUntil: null,
    claimedBy: null,
    claimedAt: null,
    outcome: null,
    closedAt: null,
    contactedAt: null,
    terms: toTerms(rule.definition, moment.product),
  };
}

function render(text: string, values: Readonly<Record<string, unknown>>, style: TextStyle): string {
  const template = parseTemplate(text);
  // A rule that was saved has templates that were checked.
  if ("mistake" in template) throw new TypeError(`A text of a rule ${template.mistake}.`);
  return renderTemplate(template, values, style);
}
