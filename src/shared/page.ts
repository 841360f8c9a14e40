// Keyset paging: where a list goes on, and what a slice of it looks like. Newest first unless a list says otherwise.
import { invalidArgument } from "./errors.js";
import type { Instant } from "./instant.js";

/** The largest page that a caller may ask for. */
export const maxPageSize = 200;

/**
 * Where a newest-first list goes on. A record follows when it is older than `at`, or of the same instant and
 * `inclusive`, or of the same instant with an id below `id`. `id: null` without `inclusive` means "strictly older".
 */
export interface Position {
  readonly at: Instant;
  readonly id: string | null;
  readonly inclusive: boolean;
}

/** One page of a list. `hasNextPage` is exact: one record more than asked for is read. */
export interface Slice<Item> {
  readonly items: readonly Item[];
  readonly hasNextPage: boolean;
}

/** Cuts what was read with `limit = first + 1` down to `first`. */
export function toSlice<Item>(items: readonly Item[], first: number): Slice<Item> {
  return { items: items.slice(0, first), hasNextPage: items.length > first };
}

/** Checks `first`: 0 to 200. */
export function parseFirst(first: number): number {
  if (!Number.isInteger(first) || first < 0 || first > maxPageSize) {
    throw invalidArgument("first", `must be between 0 and ${String(maxPageSize)}.`);
  }
  return first;
}

/** An opaque cursor: the list's name and the text parts that place a record in it. */
export function toCursor(list: string, parts: readonly string[]): string {
  return Buffer.from(JSON.stringify([list, ...parts]), "utf8").toString("base64url");
}

/** Reads a cursor back; throws INVALID_ARGUMENT naming `argument` when it is not a cursor of this list. */
export function parseCursor(
  list: string,
  cursor: string,
  partCount: number,
  argument = "after",
): readonly string[] {
  const decoded = decode(cursor);
  if (decoded?.[0] !== list || decoded.length !== partCount + 1) {
    throw invalidArgument(argument, "is not a cursor of this list.");
  }
  return decoded.slice(1);
}

function decode(cursor: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(value) && value.every((part) => typeof part === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}
