// Tables whose rows have a number that grows: what scans and replication go by.

/** A table whose rows have a unique, growing number with an index. */
export interface NumberedTable {
  /** Name of the prepared statement. */
  readonly name: string;
  readonly table: string;
  readonly number: string;
  /** What to read of a row, SQL. */
  readonly columns: string;
}

/** A row as a scan reads it: its number, then the table's columns. */
export type NumberedRow = readonly [number: string, ...columns: readonly unknown[]];

/** The columns of a table, its number first. */
export function listColumns({ number, columns }: NumberedTable): readonly string[] {
  return [number, ...columns.split(",").map((column) => column.trim())];
}

/**
 * The row with the columns in their order; undefined when one of them was not sent: an update leaves out what lies
 * outside the row (TOAST) and did not change.
 */
export function findRow(
  columns: readonly string[],
  sent: Readonly<Record<string, unknown>>,
): NumberedRow | undefined {
  const row = columns.map((column) => sent[column]);
  return row.includes(undefined) ? undefined : (row as unknown as NumberedRow);
}
