// Conditions as they were parsed, and whether they hold. Logic with three answers: what nobody knows (an insight that was
// never computed) makes a condition unknown, and only what is known to hold counts, so that "not" never turns ignorance
// into a yes.
import { compareDecimals } from "../../../shared/money.js";
import { compareInstants, findInstant } from "../../../shared/instant.js";
import { isLike } from "./like.js";

/** What a field is compared with. */
export type Operand =
  | { readonly kind: "text" | "instant"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "money"; readonly amount: string; readonly currency: string };

/** How a field is compared with an operand. */
export type Comparison =
  | "eq"
  | "ne"
  | "gt"
  | "gte"
  | "lt"
  | "lte"
  | "contains"
  | "startsWith"
  | "endsWith"
  | "like";

/** A condition. */
export type Condition =
  | { readonly kind: "all" | "any"; readonly of: readonly Condition[] }
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "exists"; readonly path: readonly string[]; readonly wanted: boolean }
  | {
      readonly kind: "in";
      readonly path: readonly string[];
      readonly operands: readonly Operand[];
      readonly wanted: boolean;
    }
  | {
      readonly kind: "compare";
      readonly path: readonly string[];
      readonly comparison: Comparison;
      readonly operand: Operand;
    };

/** The value at a path: null when there is none, undefined when nobody knows. */
export type ReadValue = (path: readonly string[]) => unknown;

/** Whether a condition holds; undefined when it depends on what nobody knows. */
export function decideCondition(condition: Condition, read: ReadValue): boolean | undefined {
  switch (condition.kind) {
    case "all":
      return decideAll(condition.of, read, true);
    case "any":
      return decideAll(condition.of, read, false);
    case "not": {
      const held = decideCondition(condition.of, read);
      return held === undefined ? undefined : !held;
    }
    case "exists": {
      const value = read(condition.path);
      return value === undefined ? undefined : (value !== null) === condition.wanted;
    }
    case "in": {
      const value = read(condition.path);
      if (value === undefined) return undefined;
      return condition.operands.some((operand) => compare(value, "eq", operand)) === condition.wanted;
    }
    case "compare": {
      const value = read(condition.path);
      return value === undefined ? undefined : compare(value, condition.comparison, condition.operand);
    }
  }
}

/** Whether all hold (`wanted` true: "and") or whether one does (`wanted` false: "or"). */
function decideAll(conditions: readonly Condition[], read: ReadValue, wanted: boolean): boolean | undefined {
  let result: boolean | undefined = wanted;
  for (const condition of conditions) {
    const held = decideCondition(condition, read);
    if (held === !wanted) return held;
    if (held === undefined) result = undefined;
  }
  return result;
}

/** The member of a record at a path, null when there is none. Own members only: a rule cannot reach a prototype. */
export function readMember(record: unknown, path: readonly string[]): unknown {
  let value = record;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return null;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return value ?? null;
}

/** What is not there equals nothing, so `ne` holds and every other comparison does not. */
function compare(value: unknown, comparison: Comparison, operand: Operand): boolean {
  if (comparison === "ne") return !compare(value, "eq", operand);
  if (comparison === "contains" && Array.isArray(value)) {
    return value.some((item) => compare(item, "eq", operand));
  }
  if (isTextComparison(comparison)) {
    return (
      typeof value === "string" && operand.kind === "text" && compareTexts(value, comparison, operand.value)
    );
  }
  const order = findOrder(value, operand);
  if (order === undefined) return false;
  switch (comparison) {
    case "eq":
      return order === 0;
    case "gt":
      return order > 0;
    case "gte":
      return order >= 0;
    case "lt":
      return order < 0;
    case "lte":
      return order <= 0;
  }
}

type TextComparison = "contains" | "startsWith" | "endsWith" | "like";

function isTextComparison(comparison: Exclude<Comparison, "ne">): comparison is TextComparison {
  return (
    comparison === "contains" ||
    comparison === "startsWith" ||
    comparison === "endsWith" ||
    comparison === "like"
  );
}

function compareTexts(text: string, comparison: TextComparison, wanted: string): boolean {
  const normal = text.normalize("NFC");
  switch (comparison) {
    case "contains":
      return normal.includes(wanted);
    case "startsWith":
      return normal.startsWith(wanted);
    case "endsWith":
      return normal.endsWith(wanted);
    case "like":
      return isLike(normal, wanted);
  }
}

/** Below zero when the value comes before the operand; undefined when the two do not compare. */
function findOrder(value: unknown, operand: Operand): number | undefined {
  switch (operand.kind) {
    case "text":
      return typeof value === "string" ? orderOf(value.normalize("NFC"), operand.value) : undefined;
    case "number":
      return typeof value === "number" && !Number.isNaN(value) ? value - operand.value : undefined;
    case "boolean":
      return typeof value === "boolean" ? Number(value) - Number(operand.value) : undefined;
    case "instant": {
      const instant = typeof value === "string" ? findInstant(value) : undefined;
      return instant === undefined ? undefined : compareInstants(instant, operand.value);
    }
    case "money": {
      const amount = readMember(value, ["amount"]);
      const isSameCurrency = readMember(value, ["currency"]) === operand.currency;
      return typeof amount === "string" && isSameCurrency
        ? compareDecimals(amount, operand.amount)
        : undefined;
    }
  }
}

function orderOf(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
