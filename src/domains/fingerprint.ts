import { createHash } from "node:crypto";

/** A hash that is equal for equal inputs: the order of members does not count, nor whether one is null or left out. */
export function toFingerprint(input: object): string {
  return createHash("sha256").update(toCanonicalText(input)).digest("hex");
}

function toCanonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toCanonicalText).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== null && member !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${toCanonicalText(member)}`);
  return `{${members.join(",")}}`;
}
