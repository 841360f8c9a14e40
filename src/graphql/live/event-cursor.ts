import { invalidArgument } from "../../shared/errors.js";
import { parseCursor, toCursor } from "../../shared/page.js";

const list = "events";

/** The opaque cursor of an event. */
export function toEventCursor(cursor: bigint): string {
  return toCursor(list, [cursor.toString()]);
}

/** Place in the log; throws INVALID_ARGUMENT naming `after`, also for a place that the log has not reached. */
export function parseEventCursor(text: string, latest: bigint): bigint {
  const [digits = ""] = parseCursor(list, text, 1);
  const cursor = /^\d{1,18}$/.test(digits) ? BigInt(digits) : undefined;
  if (cursor === undefined || cursor > latest)
    throw invalidArgument("after", "is not a cursor of this stream.");
  return cursor;
}
