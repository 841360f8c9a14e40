import { readBuiltInRules } from "../../src/composition/read-built-in-rules.js";
import type { BuiltInRule } from "../../src/domains/triggers/install-rules.js";
import { occurringNames } from "./fill-log.js";

const text = { title: "a", explanation: "b" };

/** Three events of a name within an hour, by product. */
function countName(name: string, number: number): BuiltInRule {
  return {
    name: `count-${String(number).padStart(4, "0")}`,
    definition: {
      when: { count: { of: { event: "web-event.recorded", where: { name } }, atLeast: 3, within: "PT1H" } },
      by: "product",
      expiresAfter: "P1D",
      priority: 0.5,
      value: 0.5,
      text: { ko: text, en: text },
    },
  };
}

/** So many rules, of which the same ten are about events that occur. */
function countNames(many: number): readonly BuiltInRule[] {
  return Array.from({ length: many }, (_, at) => countName(occurringNames[at] ?? `Other ${String(at)}`, at));
}

/** What is measured: all rules of the product; ten rules; a thousand, of which as many match what happens as of the ten. */
export const ruleSets = {
  builtIn: readBuiltInRules,
  rules10: () => countNames(10),
  rules1000: () => countNames(1_000),
} as const;

/** Name of a set of rules. */
export type RuleSetName = keyof typeof ruleSets;

/** Names of the sets in the order in which they are measured. */
export const ruleSetNames = Object.keys(ruleSets) as readonly RuleSetName[];
