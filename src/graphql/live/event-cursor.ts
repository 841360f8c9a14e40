import { cursorTooOld } from "../../domains/events/cursor-too-old.js";
import type { EventStream } from "../../events/event-stream.js";
import { invalidArgument } from "../../shared/errors.js";
import { parseCursor, toCursor } from "../../shared/page.js";

const list = "events";

/** The opaque cursor of an event. */
export function toEventCursor(cursor: bigint): string {
  return toCursor(list, [cursor.toString()]);
}

/**
 * Place in the log. Throws INVALID_ARGUMENT naming `after`, also for a place that the log has not reached, and
 * CURSOR_TOO_OLD for one behind which events have been removed.
 */
export async function parseEventCursor(
  text: string,
  log: Pick<EventStream, "hasReached" | "oldestCursor">,
): Promise<bigint> {
  const [digits = ""] = parseCursor(list, text, 1);
  const cursor = /^\d{1,18}$/.test(digits) ? BigInt(digits) : undefined;
  if (cursor === undefined || !(await log.hasReached(cursor)))
    throw invalidArgument("after", "is not a cursor of this stream.");
  if (cursor < (await log.oldestCursor())) throw cursorTooOld();
  return cursor;
}
