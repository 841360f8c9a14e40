// The mapping language: what a mapping file may say. docs/import.md describes it for its authors.
import iconv from "iconv-lite";
import { z } from "zod";
import { scalar, scalars, step, timeZone } from "./mapping-steps.js";

const oneCharacter = z.string().length(1, "is one character");
const separator = z.preprocess((value) => (value === "tab" ? "\t" : value), oneCharacter);

/** How a CSV file is written. */
export const fileFormat = z
  .strictObject({
    separator: separator.default(","),
    quote: oneCharacter.nullable().default('"'),
    escape: oneCharacter.optional(),
    header: z.boolean().default(true),
    columns: z.array(z.string()).min(1).optional(),
    skipLines: z.int().min(0).default(0),
    encoding: z
      .string()
      .refine((name) => iconv.encodingExists(name), "is no known encoding")
      .default("utf-8"),
    embeddedNewlines: z.boolean().default(false),
    nothing: z.array(scalar).default([""]),
  })
  .superRefine(
    (format, context) => {
      if (format.header === (format.columns !== undefined)) {
        const message = format.header
          ? "names the columns of a file without header only"
          : "is needed when there is no header";
        context.addIssue({ code: "custom", path: ["columns"], message });
      }
      if (format.quote === format.separator) {
        context.addIssue({ code: "custom", path: ["quote"], message: "is the same as the separator" });
      }
    },
    // Also beside other mistakes: one message is to list them all.
    { when: ({ value }) => typeof value === "object" && value !== null },
  );

/** A checked file format. */
export type FileFormat = z.infer<typeof fileFormat>;

/** Conditions on CSV columns that must all hold: a value, a list of values, or `not` one of them. */
const condition = z.record(
  z.string(),
  z.union([
    z.strictObject({ not: scalars }).transform(({ not }) => ({ not })),
    scalars.transform((is) => ({ is })),
  ]),
);

/** A checked condition. */
export type Condition = z.infer<typeof condition>;

const steps = z.union([z.array(step), step.transform((one) => [one])]).optional();
const producers = ["from", "constant", "template", "json", "rowHash"] as const;

const valueMembers = {
  from: z.string().optional(),
  constant: scalar.optional(),
  template: z.string().optional(),
  when: condition.optional(),
  do: steps,
  default: scalar.optional(),
};

const jsonMember = z.preprocess(
  fromColumnName,
  z
    .strictObject({ ...valueMembers, as: z.enum(["text", "number", "boolean"]).default("text") })
    .superRefine(expectOneProducer),
);

const column = z.preprocess(
  fromColumnName,
  z
    .strictObject({
      ...valueMembers,
      json: z.record(z.string(), jsonMember).optional(),
      rowHash: z.union([z.literal("all"), z.array(z.string()).min(1)]).optional(),
      required: z.boolean().default(false),
    })
    .superRefine(expectOneProducer),
);

/** A checked value of a column or of a member of a JSON object. */
export type MappingValue = z.infer<typeof column> | z.infer<typeof jsonMember>;
/** A checked column. */
export type MappingColumn = z.infer<typeof column>;

const lookup = z.strictObject({
  file: z.string().optional(),
  key: z.string(),
  where: condition.optional(),
  format: fileFormat.optional(),
});

/** A whole mapping; what its parts say about each other is checked by `listReferenceMistakes`. */
export const mapping = z.strictObject({
  source: z.enum(["crm", "web-events", "transfers", "consultations"]),
  table: z.string().regex(/^[a-z_][a-z0-9_]*$/, "is a table's name in lower case"),
  key: z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)]),
  file: fileFormat.prefault({}),
  timeZone: timeZone.default("UTC"),
  yearsFrom: z.int().min(1).max(9900).optional(),
  where: condition.optional(),
  lookups: z.record(z.string(), lookup).default({}),
  columns: z.record(z.string(), column),
});

/** A checked mapping. */
export type Mapping = z.infer<typeof mapping>;

function fromColumnName(value: unknown): unknown {
  return typeof value === "string" ? { from: value } : value;
}

function expectOneProducer(value: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  const used = producers.filter((name) => value[name] !== undefined);
  if (used.length === 1) return;
  const found = used.length === 0 ? "there is none" : `there are ${used.join(" and ")}`;
  context.addIssue({
    code: "custom",
    message: `a value comes from exactly one of ${producers.join(", ")}; ${found}`,
  });
}
