// What the parts of a rule may refer to, by its pattern: the events whose fields can be named, and what the pattern itself
// knows when it is complete.
import type { FieldKind } from "./event-fields.js";
import { toFindField, type Matcher, type Pattern } from "./pattern-schema.js";

/** Matchers that say which events belong to the pattern, each with its place in the rule; exits apart. */
export function listMatchers(pattern: Pattern): {
  readonly own: readonly (readonly [string, Matcher])[];
  readonly exits: readonly (readonly [string, Matcher])[];
} {
  const numbered = (place: string, matchers: readonly Matcher[]) =>
    matchers.map((matcher, at) => [`${place}.${String(at)}`, matcher] as const);
  switch (pattern.kind) {
    case "match":
      return { own: [["match", pattern]], exits: [] };
    case "sequence":
      return {
        own: numbered("sequence.steps", pattern.steps),
        exits: numbered("sequence.unless", pattern.unless ?? []),
      };
    case "absence":
      return {
        own: [["absence.after", pattern.after]],
        exits: numbered("absence.without", pattern.without),
      };
    case "count":
    case "deadline":
      return {
        own: [[`${pattern.kind}.of`, pattern.of]],
        exits: numbered(`${pattern.kind}.unless`, pattern.unless ?? []),
      };
    case "first":
    case "crossing":
    case "deviation":
    case "decline":
      return { own: [[`${pattern.kind}.of`, pattern.of]], exits: [] };
  }
}

/** What a pattern knows beside the fields of its events, for the texts. */
export function listPatternValues(pattern: Pattern): readonly string[] {
  switch (pattern.kind) {
    case "match":
      return ["key"];
    case "count":
      return ["key", "window", "count"];
    case "sequence":
    case "absence":
    case "first":
      return ["key", "window"];
    case "crossing":
      return ["key", "value", "previous"];
    case "deviation":
      return ["key", "value", "usual"];
    case "decline":
      return ["key", "window", "recent", "usual"];
    case "deadline":
      return ["key", "window", "deadline"];
  }
}

/** The kind of a field of the events that complete a pattern; undefined when none of them has it. */
export function findPatternField(pattern: Pattern, path: string): FieldKind | undefined {
  // A period that was too quiet is no event.
  if (pattern.kind === "decline") return undefined;
  for (const [, matcher] of listMatchers(pattern).own) {
    const field = toFindField(matcher.events)(path);
    if (!("mistake" in field)) return field;
  }
  return undefined;
}
