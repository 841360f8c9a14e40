// Column kinds that several tables share, so that one thing has one type everywhere.
import { p, type TriggerDef } from "@mikro-orm/core";

/** A point in time with microseconds, as RFC 3339 text on our side: a `Date` would cut it to milliseconds. */
export const instant = () => p.string().columnType("timestamptz(6)");

/** Unbounded text; lengths are checked where input is parsed. */
export const text = () => p.text();

/** A JSON document; the default of an absent one is an empty list. */
export const jsonList = <Item>() => p.json<readonly Item[]>().defaultRaw("'[]'::jsonb");

/** Bytes, e.g. a hash. */
export const bytes = () => p.blob().columnType("bytea");

/** A trigger that refuses to delete rows. */
export const neverDeleted = (table: string) =>
  ({
    name: `${table}_never_deleted`,
    timing: "before",
    events: ["delete"],
    forEach: "row",
    body: `raise exception 'a row of ${table} is never deleted';`,
  }) as const satisfies TriggerDef;
