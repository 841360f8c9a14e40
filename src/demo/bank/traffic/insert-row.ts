// One row into a source system, as its own applications would write it.
import type { Pool } from "pg";
import { columnsOf, type RowOf, type TableName } from "../tables.js";

/** A row and the table that it goes into. */
export type LiveRow = {
  [Table in TableName]: { readonly table: Table; readonly row: RowOf<Table> };
}[TableName];

/** Inserts a row; one that is there already stays as it is. */
export async function insertRow(pool: Pool, { table, row }: LiveRow): Promise<void> {
  const entries: Readonly<Record<string, unknown>> = { ...row };
  const columns = columnsOf(table);
  const places = columns.map((_, index) => `$${String(index + 1)}`).join(", ");
  await pool.query({
    name: `insert-${table}`,
    text: `insert into ${table} (${columns.join(", ")}) values (${places}) on conflict do nothing`,
    values: columns.map((column) => entries[column]),
  });
}
