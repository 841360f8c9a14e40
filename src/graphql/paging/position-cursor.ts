import { invalidArgument } from "../../shared/errors.js";
import { findInstant, type Instant } from "../../shared/instant.js";
import { parseCursor, toCursor, type Position } from "../../shared/page.js";

/** The cursor of a record in a newest-first list. */
export function toPositionCursor(list: string, at: Instant, id: string): string {
  return toCursor(list, [at, id]);
}

/** Where the list goes on; throws INVALID_ARGUMENT naming `after`. */
export function parsePositionCursor(list: string, cursor: string | null | undefined): Position | undefined {
  if (cursor === null || cursor === undefined) return undefined;
  const [at, id] = parseCursor(list, cursor, 2) as [string, string];
  if (findInstant(at) === undefined) throw invalidArgument("after", "is not a cursor of this list.");
  return { at, id, inclusive: false };
}
