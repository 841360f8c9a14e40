// From what a rule says to a condition, with every mistake and where it stands. In: a mapping of fields to what they must
// be. Out: the condition, made of comparisons that the kinds of the fields have.
import { findInstant } from "../../../shared/instant.js";
import type { Comparison, Condition, Operand } from "./condition.js";
import type { FieldKind } from "./event-fields.js";

/** Hears of a mistake; `path` leads to it from where the parsing began. */
export type TellMistake = (path: readonly PropertyKey[], message: string) => void;

/** The kind of the field at a path, or why there is none. */
export type FindField = (path: string) => FieldKind | { readonly mistake: string };

const maxDepth = 6;
const maxTexts = 200;
const maxLength = 500;
const maxStars = 8;

const orders = ["gt", "gte", "lt", "lte"] as const;
const texts = ["contains", "startsWith", "endsWith", "like"] as const;
const equals = ["eq", "ne"] as const;
const decimalPattern = /^-?\d{1,30}(?:\.\d{1,12})?$/;
const datePattern = /^\d{4}-[01]\d-[0-3]\d$/;

const comparisonsByKind: Readonly<Record<FieldKind["kind"], readonly Comparison[]>> = {
  text: [...equals, ...texts],
  name: equals,
  boolean: equals,
  number: [...equals, ...orders],
  money: [...equals, ...orders],
  instant: [...equals, ...orders],
  date: [...equals, ...orders],
  texts: ["contains"],
  open: [...equals, ...orders, ...texts],
};

/** Parses a condition; undefined when something is wrong with it, of which `tell` has heard. */
export function parseCondition(
  raw: unknown,
  findField: FindField,
  tell: TellMistake,
  depth = 0,
): Condition | undefined {
  if (!isMapping(raw)) {
    tell([], "must be a mapping of fields to what they must be");
    return undefined;
  }
  if (depth > maxDepth) {
    tell([], `is nested more than ${String(maxDepth)} deep`);
    return undefined;
  }
  const entries = Object.entries(raw);
  if (entries.length === 0) tell([], "is empty");
  const parts = entries.map(([key, value]) => {
    const tellHere: TellMistake = (path, message) => tell([key, ...path], message);
    return parseEntry(key, value, findField, tellHere, depth);
  });
  if (parts.length === 0 || parts.includes(undefined)) return undefined;
  const known = parts as Condition[];
  return known.length === 1 ? known[0] : { kind: "all", of: known };
}

function parseEntry(
  key: string,
  value: unknown,
  findField: FindField,
  tell: TellMistake,
  depth: number,
): Condition | undefined {
  if (key === "all" || key === "any") {
    if (!Array.isArray(value) || value.length === 0 || value.length > maxTexts) {
      tell([], "must be a list of conditions");
      return undefined;
    }
    const parts = value.map((part: unknown, at) =>
      parseCondition(part, findField, (path, message) => tell([at, ...path], message), depth + 1),
    );
    return parts.includes(undefined) ? undefined : { kind: key, of: parts as Condition[] };
  }
  if (key === "not") {
    const part = parseCondition(value, findField, tell, depth + 1);
    return part && { kind: "not", of: part };
  }
  const field = findField(key);
  if ("mistake" in field) {
    tell([], field.mistake);
    return undefined;
  }
  return parseTests(key.split("."), field, value, tell);
}

/** What one field must be: a value, a list of values, or a mapping of comparisons that must all hold. */
function parseTests(
  path: readonly string[],
  field: FieldKind,
  value: unknown,
  tell: TellMistake,
): Condition | undefined {
  if (Array.isArray(value)) return parseIn(path, field, value, true, tell);
  if (!isMapping(value) || isMeantAsMoney(value)) return parseComparison(path, field, "eq", value, tell);
  const entries = Object.entries(value);
  if (entries.length === 0) tell([], "says nothing");
  const parts = entries.map(([name, wanted]) => {
    const tellHere: TellMistake = (inner, message) => tell([name, ...inner], message);
    if (name === "exists") {
      if (typeof wanted === "boolean") return { kind: "exists" as const, path, wanted };
      tellHere([], "must be true or false");
      return undefined;
    }
    if (name === "in" || name === "notIn") return parseIn(path, field, wanted, name === "in", tellHere);
    return parseComparison(path, field, name, wanted, tellHere);
  });
  if (parts.length === 0 || parts.includes(undefined)) return undefined;
  const known = parts as Condition[];
  return known.length === 1 ? known[0] : { kind: "all", of: known };
}

function parseIn(
  path: readonly string[],
  field: FieldKind,
  value: unknown,
  wanted: boolean,
  tell: TellMistake,
): Condition | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxTexts) {
    tell([], `must be a list of 1 to ${String(maxTexts)} values`);
    return undefined;
  }
  if (field.kind === "texts") {
    tell([], "is a list itself; ask with contains");
    return undefined;
  }
  const operands = value.map((item: unknown, at) =>
    parseOperand(field, item, (inner, message) => tell([at, ...inner], message)),
  );
  return operands.includes(undefined)
    ? undefined
    : { kind: "in", path, operands: operands as Operand[], wanted };
}

function parseComparison(
  path: readonly string[],
  field: FieldKind,
  name: string,
  value: unknown,
  tell: TellMistake,
): Condition | undefined {
  const comparisons = comparisonsByKind[field.kind];
  const comparison = comparisons.find((candidate) => candidate === name);
  if (comparison === undefined) {
    const has = [...comparisons, ...(field.kind === "texts" ? [] : ["in", "notIn"]), "exists"].join(", ");
    tell([], `is no comparison of this field, which has ${has}`);
    return undefined;
  }
  const isText = texts.some((candidate) => candidate === comparison);
  const operand = parseOperand(isText || field.kind === "texts" ? { kind: "text" } : field, value, tell);
  if (operand === undefined) return undefined;
  if (comparison === "like" && operand.kind === "text" && operand.value.split("*").length > maxStars + 1) {
    tell([], `has more than ${String(maxStars)} stars`);
    return undefined;
  }
  return { kind: "compare", path, comparison, operand };
}

function parseOperand(field: FieldKind, value: unknown, tell: TellMistake): Operand | undefined {
  const operand = findOperand(field, value);
  if (operand === undefined) tell([], `must be ${describeKind(field)}`);
  return operand;
}

function findOperand(field: FieldKind, value: unknown): Operand | undefined {
  switch (field.kind) {
    case "name":
      return typeof value === "string" && field.names.includes(value) ? { kind: "text", value } : undefined;
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? { kind: "number", value } : undefined;
    case "boolean":
      return typeof value === "boolean" ? { kind: "boolean", value } : undefined;
    case "money":
      return isMoney(value) ? { kind: "money", amount: value.amount, currency: value.currency } : undefined;
    case "instant": {
      const instant = typeof value === "string" ? findInstant(value) : undefined;
      return instant === undefined ? undefined : { kind: "instant", value: instant };
    }
    case "date":
      return typeof value === "string" && datePattern.test(value) ? { kind: "text", value } : undefined;
    case "text":
    case "texts":
      return findText(value);
    case "open":
      return (
        findText(value) ??
        findOperand({ kind: "number" }, value) ??
        findOperand({ kind: "boolean" }, value) ??
        findOperand({ kind: "money" }, value)
      );
  }
}

function findText(value: unknown): Operand | undefined {
  if (typeof value !== "string" || value === "" || value.length > maxLength) return undefined;
  return { kind: "text", value: value.normalize("NFC") };
}

function describeKind(field: FieldKind): string {
  switch (field.kind) {
    case "name":
      return `one of ${field.names.join(", ")}`;
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "money":
      return 'an amount and its currency, e.g. { amount: "1000000", currency: KRW }';
    case "instant":
      return "a point in time in RFC 3339, e.g. 2026-11-20T09:00:00Z";
    case "date":
      return "a day, e.g. 2026-11-20";
    case "text":
    case "texts":
      return `a text of 1 to ${String(maxLength)} characters`;
    case "open":
      return "a text, a number, true, false, or an amount with its currency";
  }
}

/** Half an amount is told as such, and not as an unknown comparison. */
function isMeantAsMoney(value: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(value, "amount") || Object.hasOwn(value, "currency");
}

/** Exactly the two members of money, the amount as text: a number would have lost what it could not hold. */
function isMoney(value: unknown): value is { readonly amount: string; readonly currency: string } {
  if (!isMapping(value) || Object.keys(value).length !== 2) return false;
  const { amount, currency } = value;
  return (
    typeof amount === "string" &&
    decimalPattern.test(amount) &&
    typeof currency === "string" &&
    /^[A-Z]{3}$/.test(currency)
  );
}

/** Whether a value is an object with members of its own. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
