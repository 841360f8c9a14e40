// The steps that change one value, as a mapping writes them. Each step object has one verb, and a bare word is a step without settings.
import { z } from "zod";
import { findFormatMistake } from "./date-format.js";
import { isTimeZone } from "./zoned-time.js";

/** A YAML value that stands for text. */
export const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** One value or several. */
export const scalars = z.union([scalar.transform((one) => [one]), z.array(scalar)]);

const dateFormat = z.string().superRefine((format, context) => {
  const mistake = findFormatMistake(format);
  if (mistake !== undefined) context.addIssue({ code: "custom", message: mistake });
});
const dateFormats = z.union([dateFormat.transform((one) => [one]), z.array(dateFormat).min(1)]);

/** An IANA time zone. */
export const timeZone = z.string().refine(isTimeZone, "is no time zone of the IANA database");

const regularExpression = z.string().superRefine((source, context) => {
  try {
    new RegExp(source, "u");
  } catch (error) {
    context.addIssue({
      code: "custom",
      message: error instanceof Error ? error.message : "no regular expression",
    });
  }
});

const yearsFrom = z.int().min(1).max(9900).optional();
const decimalSign = z.string().length(1);

const verbs = {
  trim: z.literal(true),
  upper: z.literal(true),
  lower: z.literal(true),
  nfc: z.literal(true),
  map: z.record(z.string(), z.union([scalar, z.null()])),
  oneOf: z.array(scalar).min(1),
  replace: z.array(z.strictObject({ pattern: regularExpression, with: z.string() })).min(1),
  prefix: scalar,
  suffix: scalar,
  pad: z.strictObject({ length: z.int().min(1).max(100), with: z.string().length(1).default("0") }),
  date: z.strictObject({
    format: dateFormats,
    yearsFrom,
    to: z.enum(["yyyy-MM-dd", "yyyyMMdd", "yyMMdd"]).default("yyyy-MM-dd"),
  }),
  datetime: z.strictObject({ format: dateFormats, yearsFrom, timeZone: timeZone.optional() }),
  decimal: z.strictObject({
    point: decimalSign.optional(),
    group: decimalSign.optional(),
    sign: z.enum(["keep", "absolute", "negate"]).default("keep"),
  }),
  sign: z.strictObject({ negative: scalar, positive: scalar, zero: scalar.optional() }),
  boolean: z.strictObject({ yes: scalars, no: scalars, to: z.tuple([scalar, scalar]).default(["Y", "N"]) }),
  hash: z.strictObject({ salt: z.string().default(""), length: z.int().min(16).max(64).default(32) }),
  lookup: z.string(),
} as const;

/** The words that a step may begin with. */
export const stepVerbs = Object.keys(verbs);

const optionalVerbs = z.strictObject({
  ...(Object.fromEntries(stepVerbs.map((verb) => [verb, verbs[verb as keyof typeof verbs].optional()])) as {
    readonly [V in keyof typeof verbs]: z.ZodOptional<(typeof verbs)[V]>;
  }),
  otherwise: z.union([scalar, z.null()]).optional(),
  take: z.string().optional(),
});

/** One step; `otherwise` is what `map`, `replace` and `lookup` answer to a value that they do not know (else the row is refused). */
export const step = z.preprocess(toStepObject, optionalVerbs).superRefine((value, context) => {
  const used = stepVerbs.filter((verb) => value[verb as keyof typeof value] !== undefined);
  if (used.length !== 1) {
    const found = used.length === 0 ? "there is none" : `there are ${used.join(" and ")}`;
    context.addIssue({
      code: "custom",
      message: `a step has exactly one verb of ${stepVerbs.join(", ")}; ${found}`,
    });
  }
  const knowsOtherwise = value.map ?? value.replace ?? value.lookup;
  if (value.otherwise !== undefined && knowsOtherwise === undefined) {
    context.addIssue({
      code: "custom",
      path: ["otherwise"],
      message: "belongs to map, replace and lookup only",
    });
  }
  if ((value.lookup === undefined) !== (value.take === undefined)) {
    context.addIssue({
      code: "custom",
      message: "lookup (name) and take (column of that file) need each other",
    });
  }
});

/** A checked step. */
export type MappingStep = z.infer<typeof step>;

function toStepObject(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value === "hash" || value === "decimal" ? { [value]: {} } : { [value]: true };
}
