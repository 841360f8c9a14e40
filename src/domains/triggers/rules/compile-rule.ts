// A rule made ready for events: which of them it wants, as what, under which key, and what it keeps of them.
import { createHash } from "node:crypto";
import { decideCondition, readMember } from "./condition.js";
import { findEventField, type RuleEventType } from "./event-fields.js";
import type { Micros } from "./event-time.js";
import { createMachine, findLateness, toDurationMicros, type AnyMachine } from "./machines/create-machine.js";
import type { Captured, Part } from "./machines/machine.js";
import type { RuleVersion } from "./moment.js";
import { findPatternField, listMatchers } from "./pattern-facts.js";
import type { Matcher } from "./pattern-schema.js";
import { listPlaceholders, parseTemplate } from "./template.js";

/** An event in its part of a rule. */
export interface FoundPart extends Part {
  /** Undefined: the event counts for every key. */
  readonly key: string | undefined;
}

/** A rule made ready. */
export interface CompiledRule {
  readonly rule: RuleVersion;
  /** Tells states of this pattern from those of another. */
  readonly patternId: string;
  readonly machine: AnyMachine;
  readonly lateness: Micros;
  readonly silence: Micros;
  /** Where events of the rule are found: by type, and by name where the rule wants certain names only. */
  readonly entries: readonly RuleEntry[];
  /** As what a record of an event counts; empty when it does not. */
  findParts(type: RuleEventType, record: unknown): readonly FoundPart[];
  capture(type: RuleEventType, record: unknown): Captured;
}

/** One place of a rule in the index. */
export interface RuleEntry {
  readonly type: RuleEventType;
  readonly name: string | undefined;
}

/** Prepares a rule. `watchedSince` is the version since which it has been enabled without a break. */
export function compileRule(rule: RuleVersion, watchedSince: number): CompiledRule {
  const { definition } = rule;
  const { when, by } = definition;
  const { own, exits } = listMatchers(when);
  const parts = [
    // Exits first: an event that is both ends what was before it and may begin anew.
    ...exits.map(([, matcher]) => ({ matcher, part: { step: 0, isExit: true } })),
    // Later steps first, so that one event cannot be two steps after each other.
    ...own.map(([, matcher], step) => ({ matcher, part: { step, isExit: false } })).toReversed(),
  ];
  const paths = listCapturedPaths(rule);
  return {
    rule,
    patternId: toPatternId(rule, watchedSince),
    machine: createMachine(definition),
    lateness: findLateness(definition),
    silence: toDurationMicros(definition.reEligibleAfter),
    entries: parts.flatMap(({ matcher }) => listEntries(matcher)),
    findParts: (type, record) =>
      parts.flatMap(({ matcher, part }): readonly FoundPart[] => {
        if (!fits(matcher, type, record)) return [];
        if (matcher.isForEveryKey) return [{ ...part, key: undefined }];
        const key = findKey(matcher.by ?? by ?? [], record);
        return key === undefined ? [] : [{ ...part, key }];
      }),
    capture: (type, record) =>
      Object.fromEntries(paths.map((path) => [path, captureValue(type, record, path)])),
  };
}

function fits(matcher: Matcher, type: RuleEventType, record: unknown): boolean {
  if (!matcher.events.includes(type)) return false;
  return (
    matcher.where === undefined || decideCondition(matcher.where, (path) => readMember(record, path)) === true
  );
}

const longestKey = 300;

/** The values of the key's fields as one text; undefined when one of them is missing. */
function findKey(paths: readonly string[], record: unknown): string | undefined {
  const values: string[] = [];
  for (const path of paths) {
    const value = toKeyText(readMember(record, path.split(".")));
    if (value === "" || value.length > longestKey) return undefined;
    values.push(value);
  }
  return values.length === 1 ? values[0] : values.length === 0 ? "" : JSON.stringify(values);
}

function toKeyText(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? value : "";
}

/** A matcher that wants certain names is found by them; every other one by the type alone. */
function listEntries({ events, where }: Matcher): readonly RuleEntry[] {
  const names = where && listNames(where);
  return events.flatMap((type): readonly RuleEntry[] =>
    type !== "web-event.recorded" || names === undefined
      ? [{ type, name: undefined }]
      : names.map((name) => ({ type, name })),
  );
}

/** The names that alone can fulfil a condition; undefined when others can. */
function listNames(condition: NonNullable<Matcher["where"]>): readonly string[] | undefined {
  if (condition.kind === "all") {
    return condition.of.map(listNames).find((names) => names !== undefined);
  }
  if (condition.kind !== "compare" && condition.kind !== "in") return undefined;
  if (condition.path.join(".") !== "name") return undefined;
  if (condition.kind === "compare" && condition.comparison !== "eq") return undefined;
  if (condition.kind === "in" && !condition.wanted) return undefined;
  const operands = condition.kind === "in" ? condition.operands : [condition.operand];
  return operands.flatMap((operand) => (operand.kind === "text" ? [operand.value] : []));
}

/** Fields that texts, weights and the product refer to. */
function listCapturedPaths({ definition }: RuleVersion): readonly string[] {
  const { when, text, priority, value, product } = definition;
  const placeholders = Object.values(text).flatMap(({ title, explanation }) =>
    [title, explanation].flatMap((template) => {
      const parsed = parseTemplate(template);
      return "mistake" in parsed ? [] : listPlaceholders(parsed);
    }),
  );
  const weights = [priority, value].flatMap((weight) => (typeof weight === "number" ? [] : [weight.of]));
  const products = typeof product === "object" ? [product.of] : [];
  const paths = [...placeholders, ...weights, ...products];
  return [...new Set(paths)].filter((path) => findPatternField(when, path) !== undefined);
}

const longestText = 200;

/** A value as the texts want it; what is too large for a text is none. */
function captureValue(type: RuleEventType, record: unknown, path: string): unknown {
  const value = readMember(record, path.split("."));
  if (typeof value === "string") {
    const kind = findEventField(type, path)?.kind;
    return kind === "instant" ? { at: value } : value.slice(0, longestText);
  }
  if (typeof value === "number" || typeof value === "boolean") return value;
  const amount = readMember(value, ["amount"]);
  const currency = readMember(value, ["currency"]);
  return typeof amount === "string" && typeof currency === "string" ? { amount, currency } : null;
}

function toPatternId({ definition }: RuleVersion, watchedSince: number): string {
  const { when, by, lateness } = definition;
  const hash = createHash("sha256")
    .update(JSON.stringify([when, by, lateness]))
    .digest("base64url");
  return `${hash.slice(0, 8)}.${String(watchedSince)}`;
}
