// From anything to a rule, or every mistake with its path. Limits come first, so that nothing that is too large or too deep
// is looked at closely.
import { parse, YAMLParseError } from "yaml";
import type { z } from "zod";
import { listRuleMistakes, type RuleMistake } from "./check-rule.js";
import { ruleDefinitionSchema, type RuleDefinition } from "./rule-definition.js";

/** The rule, or what is wrong with it. */
export type ParsedRule =
  | { readonly isValid: true; readonly definition: RuleDefinition }
  | { readonly isValid: false; readonly mistakes: readonly RuleMistake[] };

const maxCharacters = 20_000;
const maxDepth = 16;
const maxMembers = 1_000;
const maxMistakes = 20;

/** Parses the definition of a rule as JSON has it. */
export function parseRule(raw: unknown): ParsedRule {
  const tooLarge = findExcess(raw);
  if (tooLarge !== undefined) return refuse([{ path: "", message: tooLarge }]);
  const parsed = ruleDefinitionSchema.safeParse(raw);
  if (!parsed.success) return refuse(parsed.error.issues.flatMap((issue) => toMistakes(issue, [])));
  const mistakes = listRuleMistakes(parsed.data);
  return mistakes.length > 0 ? refuse(mistakes) : { isValid: true, definition: parsed.data };
}

/** Parses the YAML text of a definition; JSON is YAML as well. */
export function parseRuleText(text: string): ParsedRule {
  if (text.length > maxCharacters) return refuse([{ path: "", message: tooLong }]);
  try {
    return parseRule(readYaml(text));
  } catch (error) {
    // An alias is refused by a ReferenceError: a few of them can unfold to gigabytes.
    if (!(error instanceof YAMLParseError) && !(error instanceof ReferenceError)) throw error;
    return refuse([{ path: "", message: `is no YAML: ${error.message.split("\n")[0] ?? ""}` }]);
  }
}

/** What YAML text says, before anybody has looked at it; throws what `yaml` throws. */
export function readYaml(text: string): unknown {
  return parse(text, { maxAliasCount: 0 });
}

function refuse(mistakes: readonly RuleMistake[]): ParsedRule {
  return { isValid: false, mistakes: mistakes.slice(0, maxMistakes) };
}

const tooLong = `is longer than ${String(maxCharacters)} characters`;

/** Why a value is more than a rule can be; counts without recursion, because its depth is what is in question. */
function findExcess(raw: unknown): string | undefined {
  let members = 0;
  let characters = 0;
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: raw, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value === "string") {
      characters += value.length;
      if (!isKept(value)) return unkept;
    }
    if (typeof value === "object" && value !== null) {
      if (depth >= maxDepth) return `is nested more than ${String(maxDepth)} deep`;
      for (const [key, member] of Object.entries(value)) {
        members += 1;
        characters += key.length;
        if (!isKept(key)) return unkept;
        if (members > maxMembers) return `has more than ${String(maxMembers)} members`;
        open.push({ value: member, depth: depth + 1 });
      }
    }
    if (characters > maxCharacters) return tooLong;
  }
  return undefined;
}

const unkept = "holds a character that cannot be kept";

/** PostgreSQL keeps neither NUL nor half a surrogate pair. */
function isKept(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

type Path = readonly PropertyKey[];

function toMistakes(issue: z.core.$ZodIssue, above: Path): readonly RuleMistake[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: toPlace([...path, key]), message: "is unknown here" }));
  }
  if (issue.code === "invalid_union") {
    // Of the ways to write a thing, the one that was meant: whose outer form fits.
    const meant = issue.errors.find((issues) => issues.every((inner) => !isOfAnotherForm(inner)));
    if (meant !== undefined) return meant.flatMap((inner) => toMistakes(inner, path));
    const [first] = issue.errors.flat();
    return [{ path: toPlace(path), message: first === undefined ? "does not fit" : toMessage(first) }];
  }
  return [{ path: toPlace(path), message: toMessage(issue) }];
}

function isOfAnotherForm(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && issue.code === "invalid_type";
}

function toMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `must be ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_type")
    return issue.message.endsWith("received undefined")
      ? "is missing"
      : `must be ${nouns[issue.expected] ?? issue.expected}`;
  // A message of the schema's own says more than its bound.
  if (issue.code === "too_small" && issue.message.startsWith("Too small"))
    return toBound(issue.origin, issue.inclusive === true ? "at least" : "more than", issue.minimum);
  if (issue.code === "too_big" && issue.message.startsWith("Too big"))
    return toBound(issue.origin, issue.inclusive === true ? "at most" : "less than", issue.maximum);
  return issue.message;
}

const nouns: Readonly<Record<string, string>> = {
  object: "a mapping",
  array: "a list",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function toBound(origin: string, side: string, bound: number | bigint): string {
  if (origin === "string") return `must have ${side} ${String(bound)} characters`;
  return origin === "array"
    ? `must have ${side} ${String(bound)} entries`
    : `must be ${side} ${String(bound)}`;
}

function toPlace(path: Path): string {
  return path.map(String).join(".");
}
