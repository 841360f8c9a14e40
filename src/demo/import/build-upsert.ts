import { escapeIdentifier } from "pg";
import type { TargetColumn } from "./target-table.js";

/**
 * Builds the statement that writes a batch: one array of texts for each column goes in, and for each row that it touched
 * it says whether the row is new (a row version that no transaction has replaced, xmax 0, was inserted).
 * Equal rows are left out before the insert and not only by the conflict: an insert that meets a conflict has already
 * drawn a number of the table's sequence, and those who follow the table by its numbers would wait in the gaps.
 */
export function buildUpsert(table: string, columns: readonly TargetColumn[], key: readonly string[]): string {
  const list = (names: readonly string[], prefix = "") =>
    names.map((name) => prefix + escapeIdentifier(name)).join(", ");
  const names = columns.map(({ name }) => name);
  const others = names.filter((name) => !key.includes(name));
  const isDifferent = (left: string, right: string) =>
    others.length === 0 ? "false" : `(${list(others, left)}) is distinct from (${list(others, right)})`;
  const values = columns
    .map(({ type, name }, index) => `c${index}::${type} as ${escapeIdentifier(name)}`)
    .join(", ");
  const parameters = columns.map((_, index) => `$${index + 1}::text[]`).join(", ");
  const aliases = columns.map((_, index) => `c${index}`).join(", ");
  const updates = others
    .map((name) => `${escapeIdentifier(name)} = excluded.${escapeIdentifier(name)}`)
    .join(", ");
  const onConflict =
    others.length === 0 ? "do nothing" : `do update set ${updates} where ${isDifferent("t.", "excluded.")}`;
  return `
    with incoming as materialized (select ${values} from unnest(${parameters}) as raw(${aliases}))
    insert into ${escapeIdentifier(table)} as t (${list(names)})
    select ${list(names, "i.")} from incoming i
    left join ${escapeIdentifier(table)} old on (${list(key, "old.")}) = (${list(key, "i.")})
    where old.${escapeIdentifier(key[0] ?? "")} is null or ${isDifferent("old.", "i.")}
    on conflict (${list(key)}) ${onConflict}
    returning (xmax = 0) as added`;
}
