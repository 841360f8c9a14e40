// Which version of each rule holds at which place of the log. Every process learns the same versions with the same places, so
// an event is evaluated by the same rules wherever and whenever it is read.
import { compileRule, type CompiledRule } from "./compile-rule.js";
import { parseRule } from "./parse-rule.js";
import { createRuleSet, type RuleSet } from "./rule-set.js";
import type { StoredRule } from "./stored-rule.js";

/** The rules along the log. */
export interface RuleTimeline {
  /** Adds versions; one that is known already stays as it is. */
  learn(versions: readonly StoredRule[]): void;
  /** The rules for the event with this cursor. */
  at(cursor: bigint): RuleSet;
  /** The rules as they stand behind the newest version that is known. */
  newest(): RuleSet;
}

/** Sets that are kept ready: workers read at a few places of the log at a time. */
const keptSets = 8;

/** Makes a timeline. `onMistake` hears of a version that is no rule any more in the language as it is; it is passed over. */
export function createRuleTimeline(onMistake: (rule: StoredRule) => void = () => undefined): RuleTimeline {
  const versions = new Map<string, StoredRule>();
  const compiled = new Map<string, CompiledRule | undefined>();
  const sets = new Map<number, RuleSet>();
  let ordered: readonly StoredRule[] = [];

  function compile(rule: StoredRule, watchedSince: number): CompiledRule | undefined {
    const key = `${rule.name}\0${String(rule.version)}`;
    if (!compiled.has(key)) {
      const parsed = parseRule(rule.definition);
      if (!parsed.isValid) onMistake(rule);
      const { name, version } = rule;
      compiled.set(
        key,
        parsed.isValid
          ? compileRule({ name, version, definition: parsed.definition }, watchedSince)
          : undefined,
      );
    }
    return compiled.get(key);
  }

  /** The rules when the first `count` versions have come to hold. */
  function build(count: number): RuleSet {
    const latest = new Map<string, { readonly rule: StoredRule; readonly since: number }>();
    for (const rule of ordered.slice(0, count)) {
      const before = latest.get(rule.name);
      // A rule that was off in between has missed what happened then, and begins anew.
      const since = before?.rule.enabled === true ? before.since : rule.version;
      latest.set(rule.name, { rule, since });
    }
    const enabled = [...latest.values()].filter(({ rule }) => rule.enabled);
    return createRuleSet(
      enabled.map(({ rule, since }) => compile(rule, since)).filter((rule) => rule !== undefined),
    );
  }

  function get(count: number): RuleSet {
    const known = sets.get(count);
    if (known !== undefined) return known;
    const built = build(count);
    const [oldest] = sets.keys();
    if (sets.size >= keptSets && oldest !== undefined) sets.delete(oldest);
    sets.set(count, built);
    return built;
  }

  return {
    learn(learned) {
      const before = versions.size;
      for (const rule of learned) versions.set(`${rule.name}\0${String(rule.version)}`, rule);
      if (versions.size === before) return;
      ordered = [...versions.values()].sort((left, right) =>
        left.effectiveAfter < right.effectiveAfter ? -1 : 1,
      );
      sets.clear();
    },
    at: (cursor) => get(countBelow(ordered, cursor)),
    newest: () => get(ordered.length),
  };
}

/** How many versions hold for the event with this cursor. */
function countBelow(ordered: readonly StoredRule[], cursor: bigint): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ordered[middle]!.effectiveAfter < cursor) low = middle + 1;
    else high = middle;
  }
  return low;
}
