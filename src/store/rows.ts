// Small readers of columns that several row makers share.
import { fromPostgresText, type Instant } from "../shared/instant.js";

/** A nullable timestamptz as an instant. */
export function toInstantOrNull(text: string | null): Instant | null {
  return text === null ? null : fromPostgresText(text);
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Keys that can be one of ours: a key of another form finds nothing, it is no fault. */
export function keepUuids(keys: readonly string[]): readonly string[] {
  return keys.filter((key) => uuidPattern.test(key));
}

/** Groups rows by the number of the ask in their first column; every ask has a group, in order. */
export function groupByAsk<Row extends [number, ...unknown[]], Item>(
  rows: readonly Row[],
  askCount: number,
  toItem: (row: Row) => Item,
): readonly (readonly Item[])[] {
  const groups: Item[][] = Array.from({ length: askCount }, () => []);
  for (const row of rows) groups[row[0]]?.push(toItem(row));
  return groups;
}
