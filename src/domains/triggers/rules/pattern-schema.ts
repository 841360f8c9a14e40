// What a rule waits for. Nine patterns; a rule has one of them. docs/rules.md explains each by an example.
import { z } from "zod";
import type { Condition } from "./condition.js";
import { durationSchema } from "./duration.js";
import { findEventField, ruleEventTypes, type FieldKind, type RuleEventType } from "./event-fields.js";
import { parseCondition, type FindField } from "./parse-condition.js";

const maxExits = 5;
const maxSteps = 6;
const maxCount = 100;

/** Events that count: of one of these types, and as `where` says. */
export interface Matcher {
  readonly events: readonly RuleEventType[];
  readonly where?: Condition;
  /** Fields whose values are the key, where they are others than the rule's `by`. */
  readonly by?: readonly string[];
  /** The event counts whatever its key is. */
  readonly isForEveryKey: boolean;
}

/** A list, also of one thing that is written without brackets. */
const listOf = <Item extends z.ZodType>(item: Item, most: number) =>
  z
    .union([item, z.array(item).min(1).max(most)])
    .transform((value) => (Array.isArray(value) ? value : [value]) as readonly z.output<Item>[]);

/** One to three paths of fields. */
export const pathsSchema = listOf(z.string().min(1).max(200), 3);

const matcher = z
  .strictObject({
    event: listOf(z.enum(ruleEventTypes), ruleEventTypes.length),
    where: z.unknown().optional(),
    by: pathsSchema.optional(),
    everyKey: z.boolean().default(false),
  })
  .transform(({ event: events, where, by, everyKey }, context): Matcher => {
    const found = by?.map((path) => toFindField(events)(path)) ?? [];
    for (const field of found) {
      if ("mistake" in field)
        context.addIssue({ code: "custom", path: ["by"], message: field.mistake, input: by });
    }
    const condition =
      where === undefined
        ? undefined
        : parseCondition(where, toFindField(events), (path, message) =>
            context.addIssue({ code: "custom", path: ["where", ...path], message, input: where }),
          );
    return {
      events,
      ...(condition !== undefined && { where: condition }),
      ...(by !== undefined && { by }),
      isForEveryKey: everyKey,
    };
  });

/** The kind of a field that every one of the events has. */
export function toFindField(events: readonly RuleEventType[]): FindField {
  return (path) => {
    let known: FieldKind | undefined;
    for (const event of events) {
      const field = findEventField(event, path);
      if (field === undefined) return { mistake: `the event ${event} has no field of this name` };
      if (known !== undefined && known.kind !== field.kind)
        return { mistake: "is another kind of thing in each of the events" };
      known = field;
    }
    return known ?? { mistake: "belongs to no event" };
  };
}

const exits = z.union([matcher, z.array(matcher).min(1).max(maxExits)]).transform((value) => {
  const list: readonly Matcher[] = Array.isArray(value) ? value : [value];
  return list;
});

const path = z.string().min(1).max(200);
const decimal = z.string().regex(/^-?\d{1,30}(?:\.\d{1,12})?$/, { error: "must be decimal text" });
/** A number, or an amount: `value` is compared with it as such. */
const threshold = z.union([
  z.number(),
  z.strictObject({ amount: decimal, currency: z.string().regex(/^[A-Z]{3}$/) }),
]);
const factor = z.number().positive().max(1_000);
const count = z.int().min(1).max(maxCount);

/** Each pattern by its name. */
export const patternSchemas = {
  /** One event. */
  match: matcher,
  /** At least so many events within a time, the last one included; none while an exit lies in the same time. */
  count: z.strictObject({
    of: matcher,
    atLeast: count.min(2),
    within: durationSchema,
    unless: exits.optional(),
  }),
  /** Events one after the other, from the first to the last within a time; an exit in between begins anew. */
  sequence: z.strictObject({
    steps: z.array(matcher).min(2).max(maxSteps),
    within: durationSchema,
    unless: exits.optional(),
  }),
  /** An event, and then nothing of something else for a time. */
  absence: z.strictObject({
    after: matcher,
    without: exits,
    for: durationSchema,
    /** Waits from the last such event, or from the first. */
    from: z.enum(["LAST", "FIRST"]).default("LAST"),
    /** Only after something that had become a habit. */
    habit: z.strictObject({ atLeast: count.min(2), within: durationSchema }).optional(),
  }),
  /** An event without another of its kind in the time before, of somebody who has been observed long enough to say so. */
  first: z.strictObject({ of: matcher, notWithin: durationSchema, observedFor: durationSchema }),
  /** A value that was not beyond a threshold with the last event and is with this one. */
  crossing: z
    .strictObject({ of: matcher, value: path, above: threshold.optional(), below: threshold.optional() })
    .refine(({ above, below }) => (above === undefined) !== (below === undefined), {
      error: "must say either above or below",
    }),
  /** A value against the median of the customer's own last values. */
  deviation: z
    .strictObject({
      of: matcher,
      value: path,
      last: z.int().min(2).max(24),
      rises: factor.min(1).optional(),
      falls: factor.max(1).optional(),
    })
    .refine(({ rises, falls }) => rises !== undefined || falls !== undefined, {
      error: "must say rises, falls or both",
    }),
  /** Fewer events in a period than the customer's own mean of the periods before. */
  decline: z.strictObject({
    of: matcher,
    every: durationSchema,
    periods: z.int().min(2).max(26),
    below: z.number().positive().max(1),
    usually: z.number().positive().max(100_000),
  }),
  /** A time that an event names is about to come. */
  deadline: z.strictObject({
    of: matcher,
    at: path,
    before: durationSchema,
    unless: exits.optional(),
  }),
};

/** Name of a pattern. */
export type PatternKind = keyof typeof patternSchemas;

/** Names of the patterns. */
export const patternKinds = Object.keys(patternSchemas) as readonly PatternKind[];

/** A pattern with its name. */
export type Pattern = {
  [Kind in PatternKind]: { readonly kind: Kind } & z.output<(typeof patternSchemas)[Kind]>;
}[PatternKind];

/** Exactly one pattern under its name. */
export const whenSchema = z
  .strictObject({
    match: patternSchemas.match.optional(),
    count: patternSchemas.count.optional(),
    sequence: patternSchemas.sequence.optional(),
    absence: patternSchemas.absence.optional(),
    first: patternSchemas.first.optional(),
    crossing: patternSchemas.crossing.optional(),
    deviation: patternSchemas.deviation.optional(),
    decline: patternSchemas.decline.optional(),
    deadline: patternSchemas.deadline.optional(),
  })
  .transform((patterns, context): Pattern => {
    const named = patternKinds.filter((kind) => patterns[kind] !== undefined);
    const [kind] = named;
    if (kind === undefined || named.length > 1) {
      const message = `must name exactly one of ${patternKinds.join(", ")}`;
      context.addIssue({ code: "custom", message, input: patterns });
    }
    return { kind, ...patterns[kind ?? "match"] } as Pattern;
  });
