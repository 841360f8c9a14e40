// Whether parsed JSON can be kept: PostgreSQL takes neither NUL nor half a surrogate pair, and whoever reads a record later
// walks through it with a stack of limited height.
import { ingestLimits, RejectedEvent } from "./sent-event.js";

/** Throws RejectedEvent with NESTED_TOO_DEEP, INVALID_TEXT or EVENT_TOO_LARGE. */
export function checkJson(value: unknown): void {
  const least = walk(value, 1);
  // A character may be three bytes long, so that only what is near the limit has to be measured.
  if (least * 3 > ingestLimits.eventBytes && toBytes(value) > ingestLimits.eventBytes) {
    throw new RejectedEvent(
      "EVENT_TOO_LARGE",
      `The event is longer than ${String(ingestLimits.eventBytes)} bytes.`,
    );
  }
}

function toBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "", "utf8");
}

/** Looks at everything; answers at least a third of the bytes that it is as JSON. */
function walk(value: unknown, depth: number): number {
  if (typeof value === "string") return checkText(value) + 2;
  if (typeof value !== "object" || value === null) return 6;
  if (depth > ingestLimits.depth) {
    throw new RejectedEvent(
      "NESTED_TOO_DEEP",
      `Objects and lists stand more than ${String(ingestLimits.depth)} deep within each other.`,
    );
  }
  let length = 2;
  if (Array.isArray(value)) {
    for (const item of value) length += walk(item, depth + 1) + 1;
    return length;
  }
  for (const key in value) {
    length += checkText(key) + 4 + walk((value as Readonly<Record<string, unknown>>)[key], depth + 1);
  }
  return length;
}

function checkText(text: string): number {
  if (text.includes("\0") || !text.isWellFormed()) {
    throw new RejectedEvent("INVALID_TEXT", "A text holds NUL or half of a surrogate pair.");
  }
  return text.length;
}
