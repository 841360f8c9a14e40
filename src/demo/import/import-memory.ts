// What an import remembers of the rows before: keys and equal records. It is kept in temporary tables of the source's
// database, so that the memory of this process does not grow with the file.
import { hash } from "node:crypto";
import type { ClientBase } from "pg";
import type { RefusedRow, TableRow } from "./table-row.js";

/** The memory of one import over one connection. */
export class ImportMemory {
  constructor(
    private readonly client: ClientBase,
    /** Where the key's columns are among the values of a row. */
    private readonly keyIndexes: readonly number[],
  ) {}

  /** Makes the temporary tables. */
  async open(): Promise<void> {
    await this.client.query(`
      create temporary table import_key (key text primary key, content text not null, line bigint not null);
      create temporary table import_equal (content text primary key, records bigint not null)`);
  }

  /** For each hash of a record: its number among the equal ones of the file, from 1. Call in the file's order. */
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
    return hashes.map(
      (one, index) => (totals.get(one) ?? 0) - (inBatch.get(one) ?? 0) + (positions[index] ?? 1),
    );
  }

  /** Rows whose key was not in the file before; how many only repeat an earlier row; and those that contradict one. */
  async sortByKey(rows: readonly TableRow[]): Promise<{
    readonly first: readonly TableRow[];
    readonly repeated: number;
    readonly refused: readonly RefusedRow[];
  }> {
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

  /** Rows that the database refused do not stand in the way of later ones with their keys. */
  async forget(refused: readonly RefusedRow[]): Promise<void> {
    const lines = refused.map(({ line }) => line);
    await this.client.query("delete from import_key where line = any($1::bigint[])", [lines]);
  }
}
