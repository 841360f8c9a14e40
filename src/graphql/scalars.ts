// The scalars of the API. DateTime is our own because the well-known one goes through Date and loses the microseconds
// that the paging of equal milliseconds needs; Decimal because exact amounts must never become a number.
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from "graphql";
import { GraphQLJSONObject as JSONObject } from "graphql-scalars";
import { findInstant, toInstant } from "../shared/instant.js";

export { JSONObject };

function toText(node: ValueNode, scalar: string): string {
  if (node.kind !== Kind.STRING) throw new GraphQLError(`${scalar} must be a string.`, { nodes: node });
  return node.value;
}

function parseDateTime(value: unknown, node?: ValueNode): string {
  const instant = typeof value === "string" ? findInstant(value) : undefined;
  if (instant === undefined) {
    const message = "DateTime must be an RFC 3339 date-time with an offset, of the years 1 to 9999.";
    throw new GraphQLError(message, { nodes: node ?? null });
  }
  return instant;
}

/** RFC 3339 date-time; answers are in UTC. */
export const DateTime = new GraphQLScalarType<string, string>({
  name: "DateTime",
  description: "A point in time (RFC 3339), answered in UTC with up to six fraction digits.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339",
  serialize(value) {
    if (value instanceof Date) return toInstant(value);
    if (typeof value === "string") return value;
    throw new GraphQLError("A DateTime is missing its value.");
  },
  parseValue: (value) => parseDateTime(value),
  parseLiteral: (node) => parseDateTime(toText(node, "DateTime"), node),
});

const decimalPattern = /^-?\d+(?:\.\d+)?$/;

function parseDecimal(value: unknown): string {
  if (typeof value === "string" && decimalPattern.test(value)) return value;
  throw new GraphQLError("Decimal must be a decimal number in a string.");
}

/** Exact decimal number in a string. */
export const Decimal = new GraphQLScalarType<string, string>({
  name: "Decimal",
  description: 'An exact decimal number in a string, e.g. "1250000.50".',
  serialize: parseDecimal,
  parseValue: parseDecimal,
  parseLiteral: (node) => parseDecimal(toText(node, "Decimal")),
});

const datePattern = /^\d{4}-\d{2}-\d{2}$/;

function parsePlainDate(value: unknown): string {
  if (
    typeof value === "string" &&
    datePattern.test(value) &&
    findInstant(`${value}T00:00:00Z`) !== undefined
  ) {
    return value;
  }
  throw new GraphQLError("Date must be an RFC 3339 full-date.");
}

/** RFC 3339 full-date. */
export const PlainDateScalar = new GraphQLScalarType<string, string>({
  name: "Date",
  description: "A calendar day (RFC 3339 full-date), e.g. 1988-03-14.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
  serialize: parsePlainDate,
  parseValue: parsePlainDate,
  parseLiteral: (node) => parsePlainDate(toText(node, "Date")),
});
