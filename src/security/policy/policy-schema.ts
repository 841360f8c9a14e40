// The form of policy.yml. What goes beyond the form (whether a name that is used exists) is checked in list-policy-mistakes.ts.
import { z } from "zod";
import { Purpose } from "../../domains/consent/consent.js";
import { Channel } from "../../domains/customer/channel.js";
import { MaskName } from "../masks/masks.js";
import { Role } from "../viewer.js";
import { Sensitivity } from "./policy.js";

const role = z.enum(Role);
const purpose = z.enum(Purpose);

/** What allows the use of data for a purpose. */
const basis = z.enum(["CONTRACT", "LEGAL_OBLIGATION", "CONSENT", "OBJECTION"]);

const reach = z.union(
  [
    z.literal("EVERYBODY"),
    z.strictObject({
      within: z.enum(["BRANCH", "CASE", "BRANCH_OR_CASE"]),
      withoutAssignment: z.enum(["EVERYBODY", "NOBODY"]),
    }),
  ],
  {
    error:
      "must be EVERYBODY, or { within: BRANCH, CASE or BRANCH_OR_CASE, withoutAssignment: EVERYBODY or NOBODY }",
  },
);

const name = z.string().regex(/^[A-Za-z]\w*$/, "must be a name of letters, digits and underscores");
/** A text with names between spaces: a list in one line. */
const names = z
  .string()
  .trim()
  .regex(/^\w+(?:\s+\w+)*$/, "must be names with spaces between them")
  .transform((text) => text.split(/\s+/));

const grant = z.strictObject({
  /** Roles, or the name of a group of them; left out: every role. */
  roles: z
    .union([name, z.array(role).min(1)], { error: "must be a list of roles or the name of a group" })
    .optional(),
  purposes: z.array(purpose).min(1).optional(),
  as: z.enum(["PLAIN", "MASKED"]),
});

const consent = z.union([z.enum(["NONE", "PURPOSE"]), z.array(z.enum(Channel)).min(1)], {
  error: "must be NONE, PURPOSE or a list of channels",
});

const rule = z.strictObject({
  sensitivity: z.enum(Sensitivity),
  show: z.array(grant).min(1),
  otherwise: z.enum(["REFUSE", "HIDDEN", "MASKED"]).optional(),
  mask: z.enum(MaskName).optional(),
  consent: consent.optional(),
  withheld: z.enum(["HIDDEN", "MASKED", "WITH_RECORD", "NEVER"]).optional(),
});

const fields = z.record(name, names);

/** The file as a whole. */
export const policyFile = z.strictObject({
  version: z.literal(1),
  purposes: z.record(purpose, basis),
  reach: z.record(role, reach),
  groups: z.record(name, z.array(role).min(1)).default({}),
  rules: z.record(name, rule),
  connections: fields.default({}),
  inputs: z.record(name, z.strictObject({ fields })).default({}),
  types: z.record(
    z.string().regex(/^\w+$/),
    z.strictObject({
      heldBy: z
        .string()
        .regex(/^\w+\.\w+$/, "must be Type.field")
        .optional(),
      fields,
    }),
  ),
});

/** A file of the right form. */
export type PolicyFile = z.infer<typeof policyFile>;
/** One rule of the file. */
export type PolicyRule = PolicyFile["rules"][string];
/** A line of `show`. */
export type Grant = PolicyRule["show"][number];
