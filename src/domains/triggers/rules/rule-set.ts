// The rules that hold at one place of the log, found by what an event is: its cost grows with the rules that want events of
// its type and name, and not with all rules.
import type { CompiledRule } from "./compile-rule.js";
import type { RuleEventType } from "./event-fields.js";
import { readMember } from "./condition.js";

/** Rules with their index. */
export interface RuleSet {
  readonly rules: ReadonlyMap<string, CompiledRule>;
  /** Rules that may want an event, each once, in the order of their names. */
  listCandidates(type: RuleEventType, record: unknown): readonly CompiledRule[];
  /** Types of which some rule has to know since when they have been seen. */
  readonly observedTypes: ReadonlySet<RuleEventType>;
}

interface ByType {
  readonly any: CompiledRule[];
  readonly byName: Map<string, CompiledRule[]>;
}

const none: readonly CompiledRule[] = [];

/** Builds the index. */
export function createRuleSet(compiled: readonly CompiledRule[]): RuleSet {
  const sorted = compiled.toSorted((left, right) => (left.rule.name < right.rule.name ? -1 : 1));
  const types = new Map<RuleEventType, ByType>();
  const observedTypes = new Set<RuleEventType>();
  for (const rule of sorted) {
    const { when } = rule.rule.definition;
    if (when.kind === "first") for (const type of when.of.events) observedTypes.add(type);
    for (const { type, name } of rule.entries) {
      const found = types.get(type) ?? { any: [], byName: new Map<string, CompiledRule[]>() };
      types.set(type, found);
      const list = name === undefined ? found.any : (found.byName.get(name) ?? []);
      if (name !== undefined) found.byName.set(name, list);
      if (list.at(-1) !== rule) list.push(rule);
    }
  }
  // Rules of a name and rules of any name are joined once, not for every event.
  for (const { any, byName } of types.values()) {
    for (const [name, list] of byName) byName.set(name, joinSorted(any, list));
  }
  return {
    rules: new Map(sorted.map((rule) => [rule.rule.name, rule])),
    observedTypes,
    listCandidates(type, record) {
      const found = types.get(type);
      if (found === undefined) return none;
      if (found.byName.size === 0) return found.any;
      const name = readMember(record, ["name"]);
      return (typeof name === "string" ? found.byName.get(name.normalize("NFC")) : undefined) ?? found.any;
    },
  };
}

function joinSorted(left: readonly CompiledRule[], right: readonly CompiledRule[]): CompiledRule[] {
  const joined = [...new Set([...left, ...right])];
  return joined.sort((one, other) => (one.rule.name < other.rule.name ? -1 : 1));
}
