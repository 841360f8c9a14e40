// Batches of rows into the table: new ones inserted, different ones updated, equal ones left alone, refused ones singled out.
import { hash } from "node:crypto";
import { type ClientBase, DatabaseError, escapeIdentifier } from "pg";
import type { TargetColumn } from "./target-table.js";

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
  private readonly keyIndexes: readonly number[];

  constructor(
    private readonly client: ClientBase,
    table: string,
    private readonly columns: readonly TargetColumn[],
    key: readonly string[],
  ) {
    this.keyIndexes = key.map((name) => columns.findIndex((column) => column.name === name));
    this.upsertSql = buildUpsert(table, columns, key);
  }

  /** Makes the temporary tables that remember keys and equal records, so that the memory of this process does not grow. */
  async open(): Promise<void> {
    await this.client.query(`
      create temporary table import_key (key text primary key, content text not null, line bigint not null);
      create temporary table import_equal (content text primary key, records bigint not null)`);
  }

  /** For each hash of a record: the how-manieth record with this hash it is in the file. Call in the file's order. */
  async countOccurrences(hashes: readonly string[]): Promise<readonly number[]> {
    const inBatch = new Map<string, number>();
    const positions = hashes.map((one) => {
      const position = (inBatch.get(one) ?? 0) + 1;
      inBatch.set(one, position);
      return position;
    });
    const { rows } = await this.client.query<{ content: string; records: string }>(
      `insert into import_equal as e select * from unnest($1::text[], $2::bigint[])
       on conflict (content) do update set records = e.records + excluded.records
       returning content, records`,
      [[...inBatch.keys()], [...inBatch.values()]],
    );
    const totals = new Map(rows.map(({ content, records }) => [content, Number(records)]));
    return hashes.map((one, index) => (totals.get(one) ?? 0) - (inBatch.get(one) ?? 0) + (positions[index] ?? 1));
  }

  /** Writes a batch in one transaction. */
  async write(rows: readonly TableRow[]): Promise<BatchResult> {
    if (rows.length === 0) return nothingWritten;
    await this.client.query("begin");
    try {
      const { first, repeated, refused } = await this.sortByKey(rows);
      const written = await this.upsert(first);
      if (written.refused.length > 0) {
        await this.client.query("delete from import_key where line = any($1::bigint[])", [written.refused.map(({ line }) => line)]);
      }
      await this.client.query("commit");
      return { ...written, unchanged: written.unchanged + repeated, refused: [...refused, ...written.refused] };
    } catch (error) {
      // The connection may be gone; what was wrong is in the first error.
      await this.client.query("rollback").catch(() => undefined);
      throw error;
    }
  }

  /** Rows whose key was not in the file before; how many only repeat an earlier row; and those that contradict one. */
  private async sortByKey(
    rows: readonly TableRow[],
  ): Promise<{ readonly first: readonly TableRow[]; readonly repeated: number; readonly refused: readonly RefusedRow[] }> {
    const keyed = rows.map((row) => ({
      row,
      key: JSON.stringify(this.keyIndexes.map((index) => row.values[index])),
      content: hash("sha256", JSON.stringify(row.values), "base64"),
    }));
    const { rows: inserted } = await this.client.query<{ line: string }>(
      `insert into import_key select * from unnest($1::text[], $2::text[], $3::bigint[])
       on conflict (key) do nothing returning line`,
      [keyed.map(({ key }) => key), keyed.map(({ content }) => content), rows.map(({ line }) => line)],
    );
    if (inserted.length === rows.length) return { first: rows, repeated: 0, refused: [] };
    const firstLines = new Set(inserted.map(({ line }) => Number(line)));
    const others = keyed.filter(({ row }) => !firstLines.has(row.line));
    const { rows: known } = await this.client.query<{ key: string; content: string; line: string }>(
      "select key, content, line from import_key where key = any($1::text[])",
      [others.map(({ key }) => key)],
    );
    const byKey = new Map(known.map((one) => [one.key, one]));
    const contradicting = others.filter(({ key, content }) => byKey.get(key)?.content !== content);
    return {
      first: rows.filter(({ line }) => firstLines.has(line)),
      repeated: others.length - contradicting.length,
      refused: contradicting.map(({ row: { line, raw }, key }) => {
        const reason = `the key is there with other values in line ${byKey.get(key)?.line ?? "before"}`;
        return { line, raw, reason };
      }),
    };
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

/**
 * Equal rows are left out before the insert and not only by the conflict: an insert that meets a conflict has already
 * drawn a number of the table's sequence, and those who follow the table by its numbers would wait in the gaps.
 * A row version that no transaction has replaced (xmax 0) was inserted.
 */
function buildUpsert(table: string, columns: readonly TargetColumn[], key: readonly string[]): string {
  const list = (names: readonly string[], prefix = "") => names.map((name) => prefix + escapeIdentifier(name)).join(", ");
  const names = columns.map(({ name }) => name);
  const others = names.filter((name) => !key.includes(name));
  const isDifferent = (left: string, right: string) =>
    others.length === 0 ? "false" : `(${list(others, left)}) is distinct from (${list(others, right)})`;
  const values = columns.map(({ type, name }, index) => `c${index}::${type} as ${escapeIdentifier(name)}`).join(", ");
  const parameters = columns.map((_, index) => `$${index + 1}::text[]`).join(", ");
  const aliases = columns.map((_, index) => `c${index}`).join(", ");
  const updates = others.map((name) => `${escapeIdentifier(name)} = excluded.${escapeIdentifier(name)}`).join(", ");
  const onConflict = others.length === 0 ? "do nothing" : `do update set ${updates} where ${isDifferent("t.", "excluded.")}`;
  return `
    with incoming as materialized (select ${values} from unnest(${parameters}) as raw(${aliases}))
    insert into ${escapeIdentifier(table)} as t (${list(names)})
    select ${list(names, "i.")} from incoming i
    left join ${escapeIdentifier(table)} old on (${list(key, "old.")}) = (${list(key, "i.")})
    where old.${escapeIdentifier(key[0] ?? "")} is null or ${isDifferent("old.", "i.")}
    on conflict (${list(key)}) ${onConflict}
    returning (xmax = 0) as added`;
}

/** Errors of the data of one row (SQLSTATE classes 22, 23 and P0) in words without values; undefined for every other error. */
function findRefusal(error: unknown): string | undefined {
  if (!(error instanceof DatabaseError) || error.code === undefined || !/^(?:22|23|P0)/.test(error.code)) return undefined;
  const where = error.column ?? error.constraint;
  const reason = refusals[error.code] ?? "the database refuses the row";
  return `${where === undefined ? "" : `${where}: `}${reason} (SQLSTATE ${error.code})`;
}

const refusals: Readonly<Record<string, string>> = {
  "22001": "text too long",
  "22003": "number out of range",
  "22007": "not a date",
  "22008": "date out of range",
  "22021": "a character that the database cannot store",
  "22P02": "value not of the column's type",
  "22P05": "a character that the database cannot store",
  "23502": "required value is missing",
  "23503": "refers to a record that is not there",
  "23505": "another record has this unique value",
  "23514": "breaks a rule of the table",
};
