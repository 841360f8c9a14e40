// Answers in one spelling, so that they can be compared. The rule, which is the same for everybody:
// the order of an object's members does not count; points in time are equal when they are the same millisecond, however they
// are written (`Z`, `+00:00`, zeros at the end); a cursor is whatever its server makes of it, only whether there is one counts.

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The answer's data in one spelling; `undefined` members are gone. */
export function toCanonical(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => toCanonical(item));
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
    return Object.fromEntries(members.map(([key, member]) => [key, toCanonical(member, key)]));
  }
  if (name === "endCursor") return value === null ? null : "a cursor";
  if (typeof value === "string" && instant.test(value)) return new Date(value).toISOString();
  return value;
}

/** The first place where two canonical values differ, as a sentence; undefined when they are equal. */
export function findDifference(left: unknown, right: unknown, path = "data"): string | undefined {
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length) {
      return `${path} has ${String(left.length)} items, not ${String(right.length)}`;
    }
    return findFirst(left.map((item: unknown, at) => [`${path}[${String(at)}]`, item, right[at]]));
  }
  if (isObject(left) && isObject(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return findFirst(keys.map((key) => [`${path}.${key}`, left[key], right[key]]));
  }
  return left === right ? undefined : `${path} is ${toText(left)}, not ${toText(right)}`;
}

function findFirst(
  parts: readonly (readonly [path: string, left: unknown, right: unknown])[],
): string | undefined {
  for (const [path, left, right] of parts) {
    const difference = findDifference(left, right, path);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toText(value: unknown): string {
  return value === undefined ? "absent" : JSON.stringify(value).slice(0, 200);
}
