// A rule as people write it, in JSON or YAML: what it waits for, how much that matters, and what holds for acting on it.
// The one schema of the rule language; parse-rule.ts puts limits before it and checks what needs the whole rule.
import { z } from "zod";
import { Purpose } from "../../consent/consent.js";
import { Channel } from "../../customer/channel.js";
import { parseCondition } from "./parse-condition.js";
import { durationSchema, waitSchema } from "./duration.js";
import { findFactField } from "./event-fields.js";
import { pathsSchema, whenSchema } from "./pattern-schema.js";

const share = z.number().min(0).max(1);
const name = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: "must be lower-case words joined by hyphens" })
  .max(60);
const sentence = z.string().trim().min(1).max(500);

/** A number from 0 to 1, or one that a field of the event gives: `from` becomes `least`, `to` becomes `most`. */
const weight = z.union([
  share,
  z
    .strictObject({
      of: z.string().min(1).max(200),
      /** Needed where the field is money: amounts of other currencies count as `from`. */
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .optional(),
      from: z.number().default(0),
      to: z.number(),
      least: share.default(0),
      most: share.default(1),
    })
    .refine(({ from, to }) => from < to, { path: ["to"], error: "must be greater than from" })
    .refine(({ least, most }) => least <= most, { path: ["most"], error: "must not be below least" }),
]);

/** How often at most something is sent: in every span of a length, or in each day, week or month on the customer's calendar. */
const cap = z
  .strictObject({
    per: z.enum(["RULE", "CHANNEL", "CATEGORY", "GLOBAL"]),
    atMost: z.int().min(1).max(1_000),
    within: durationSchema.optional(),
    calendar: z.enum(["DAY", "WEEK", "MONTH"]).optional(),
  })
  .refine(({ within, calendar }) => (within === undefined) !== (calendar === undefined), {
    error: "must say either within (rolling) or calendar",
  });

const text = z.strictObject({ title: sentence.max(120), explanation: sentence });

const factCondition = z.unknown().transform((raw, context) => {
  const condition = parseCondition(
    raw,
    (path) => findFactField(path) ?? { mistake: "is no fact about a customer; docs/rules.md lists them" },
    (path, message) => context.addIssue({ code: "custom", path: [...path], message, input: raw }),
  );
  return condition ?? z.NEVER;
});

/** A rule, whole and checked member by member. */
export const ruleDefinitionSchema = z.strictObject({
  /** What it is for, for those who maintain it. */
  description: sentence.optional(),
  when: whenSchema,
  /** Fields whose values keep one thing apart from another, such as sessions or products. */
  by: pathsSchema.optional(),
  /** What must hold of the customer when the pattern is complete. */
  if: factCondition.optional(),
  /** By how much an event may be later than the newest of its rule and still count. */
  lateness: waitSchema.optional(),
  /** Silence of the same customer and key after a trigger, raised or suppressed. */
  reEligibleAfter: durationSchema.default("P1D"),
  /** For how long a trigger is worth acting on. */
  expiresAfter: durationSchema,
  /** How urgent it is. */
  priority: weight,
  /** Expected value of acting. */
  value: weight,
  purpose: z.enum(Purpose).default("MARKETING"),
  /** How the customer is to be reached; without one the trigger is for the staff, and nobody is contacted. */
  channel: z.enum(Channel).optional(),
  /** What caps and arbitration count together. */
  category: name.default("general"),
  /** In the words of the customer's preferences. */
  topic: sentence.max(100).optional(),
  /** What it is about: a name, or the field that has it. Who has bought it needs no trigger. */
  product: z
    .union([z.string().trim().min(1).max(200), z.strictObject({ of: z.string().min(1).max(200) })])
    .optional(),
  caps: z.array(cap).max(10).default([]),
  /** What becomes of a trigger in the customer's quiet hours and at night. */
  quietHours: z.enum(["HOLD", "DROP"]).default("HOLD"),
  /** What becomes of a trigger that a cap speaks against. */
  whenCapped: z.enum(["HOLD", "DROP"]).default("HOLD"),
  /** Share of the customers for whom nothing is ever sent, so that the effect can be measured. */
  holdout: z.number().min(0).max(0.9).default(0),
  text: z.strictObject({ ko: text, en: text }),
});

/** A rule that was parsed. */
export type RuleDefinition = z.output<typeof ruleDefinitionSchema>;

/** A number from 0 to 1, or the field of the event that gives it. */
export type Weight = RuleDefinition["value"];
