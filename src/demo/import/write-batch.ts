// Batches of rows into the table: new ones inserted, different ones updated, equal ones left alone, refused ones singled out.
import type { ClientBase } from "pg";
import { buildUpsert } from "./build-upsert.js";
import { findRefusal } from "./find-refusal.js";
import type { ImportMemory } from "./import-memory.js";
import type { RefusedRow, TableRow } from "./table-row.js";
import type { TargetColumn } from "./target-table.js";

/** What became of a batch. */
export interface BatchResult {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedRow[];
}

const nothingWritten: BatchResult = { added: 0, changed: 0, unchanged: 0, refused: [] };

/** Writes the rows of one import into one table over one connection. */
export class BatchWriter {
  private readonly upsertSql: string;

  constructor(
    private readonly client: ClientBase,
    private readonly memory: ImportMemory,
    table: string,
    private readonly columns: readonly TargetColumn[],
    key: readonly string[],
  ) {
    this.upsertSql = buildUpsert(table, columns, key);
  }

  /** Writes a batch in one transaction. */
  async write(rows: readonly TableRow[]): Promise<BatchResult> {
    if (rows.length === 0) return nothingWritten;
    await this.client.query("begin");
    try {
      const { first, repeated, refused } = await this.memory.sortByKey(rows);
      const written = await this.upsert(first);
      if (written.refused.length > 0) {
        await this.memory.forget(written.refused);
      }
      await this.client.query("commit");
      return {
        ...written,
        unchanged: written.unchanged + repeated,
        refused: [...refused, ...written.refused],
      };
    } catch (error) {
      // The connection may be gone; what was wrong is in the first error.
      await this.client.query("rollback").catch(() => undefined);
      throw error;
    }
  }

  /** Halves a batch that the database refuses until the refused rows stand alone. */
  private async upsert(rows: readonly TableRow[]): Promise<BatchResult> {
    if (rows.length === 0) return nothingWritten;
    await this.client.query("savepoint import_rows");
    try {
      const values = this.columns.map((_, index) => rows.map((row) => row.values[index] ?? null));
      const { rows: touched } = await this.client.query<{ added: boolean }>(this.upsertSql, values);
      await this.client.query("release savepoint import_rows");
      const added = touched.filter((row) => row.added).length;
      return { added, changed: touched.length - added, unchanged: rows.length - touched.length, refused: [] };
    } catch (error) {
      const reason = findRefusal(error);
      if (reason === undefined) throw error;
      await this.client.query("rollback to savepoint import_rows; release savepoint import_rows");
      const [only] = rows;
      if (rows.length === 1 && only !== undefined) {
        return { ...nothingWritten, refused: [{ line: only.line, raw: only.raw, reason }] };
      }
      const middle = Math.ceil(rows.length / 2);
      return addResults(await this.upsert(rows.slice(0, middle)), await this.upsert(rows.slice(middle)));
    }
  }
}

/** The sum of what became of two batches. */
export function addResults(left: BatchResult, right: BatchResult): BatchResult {
  return {
    added: left.added + right.added,
    changed: left.changed + right.changed,
    unchanged: left.unchanged + right.unchanged,
    refused: [...left.refused, ...right.refused],
  };
}
