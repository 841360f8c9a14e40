/** A row for the table, with its line in the file. */
export interface TableRow {
  readonly line: number;
  readonly raw: string;
  readonly values: readonly (string | null)[];
}

/** A row that is not in the table, and why. */
export interface RefusedRow {
  readonly line: number;
  readonly raw: string;
  readonly reason: string;
}
