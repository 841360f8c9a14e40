// Whether a policy fits a schema. Takes plain data, so that this folder knows nothing of GraphQL.
import type { Policy } from "./policy.js";

/** What the check needs to know of a field of the schema. */
export interface FieldDescription {
  /** `Type.field` of an object type, or of an input type with `isInput`. */
  readonly coordinate: string;
  readonly isNullable: boolean;
  /** Whether the value is one String or ID, which a mask can be put on. */
  readonly isText: boolean;
  readonly isInput?: boolean;
}

/**
 * Every fault: fields without a rule, rules without a field, and rules that could null what is never null or mask what is
 * no text. An input needs no rule; one that has a rule must exist. A refusal is an error, and possible everywhere.
 */
export function listPolicyFaults(policy: Policy, fields: readonly FieldDescription[]): readonly string[] {
  const known = new Set(fields.map(({ coordinate }) => coordinate));
  const types = new Set(fields.map(({ coordinate }) => coordinate.split(".")[0]));
  return [
    ...fields.filter(({ isInput }) => isInput !== true).flatMap((field) => listFieldFaults(policy, field)),
    ...[...policy.coordinates, ...policy.inputs]
      .filter((coordinate) => !known.has(coordinate))
      .map((coordinate) => `${coordinate} has a rule but does not exist`),
    ...[...policy.heldTypes]
      .filter((type) => !types.has(type))
      .map((type) => `${type} has a holder but does not exist`),
  ];
}

function listFieldFaults(
  policy: Policy,
  { coordinate, isNullable, isText }: FieldDescription,
): readonly string[] {
  if (!policy.coordinates.has(coordinate)) return [`${coordinate} has no rule`];
  const outcomes = policy.outcomes(coordinate);
  return [
    ...(outcomes.has("NULL") && !isNullable
      ? [`${coordinate} is never null, and its rule can make it so`]
      : []),
    ...(outcomes.has("MASKED") && !isText ? [`${coordinate} is no text, and its rule can mask it`] : []),
  ];
}
