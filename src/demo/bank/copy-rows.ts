// Rows into a table by COPY, as a stream: nothing is held but the part under way.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ClientBase } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { columnsOf, type RowOf, type TableName } from "./tables.js";

/** A value of a row as COPY's text format takes it. */
export type CopyValue = string | number | boolean | null;

// COPY took the seed fastest in parts of 64 kB; smaller ones cost a turn of the event loop each.
const partLength = 65_536;
const special = /[\\\t\n\r]/;
const specials = /[\\\t\n\r]/g;
const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** Copies rows into a table of a source system; answers how many. */
export async function copyRows<Table extends TableName>(
  client: ClientBase,
  table: Table,
  rows: Iterable<RowOf<Table>>,
): Promise<number> {
  const columns = columnsOf(table);
  return await copyValues(
    client,
    table,
    columns,
    mapRows(rows, (row) => columns.map((column) => row[column] as CopyValue)),
  );
}

/** Copies values into any table, in the order of `columns`; answers how many rows. */
export async function copyValues(
  client: ClientBase,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]>,
): Promise<number> {
  const names = columns.map((column) => `"${column}"`).join(", ");
  const stream = client.query(copyFrom(`copy ${table} (${names}) from stdin`));
  await pipeline(Readable.from(toParts(rows), { objectMode: false }), stream);
  return stream.rowCount;
}

function* mapRows<From, To>(rows: Iterable<From>, map: (row: From) => To): Generator<To> {
  for (const row of rows) yield map(row);
}

function* toParts(rows: Iterable<readonly CopyValue[]>): Generator<Buffer> {
  let part = "";
  for (const row of rows) {
    part += toLine(row);
    if (part.length >= partLength) {
      yield Buffer.from(part, "utf8");
      part = "";
    }
  }
  if (part !== "") yield Buffer.from(part, "utf8");
}

/** One line of COPY's text format. */
export function toLine(values: readonly CopyValue[]): string {
  let line = "";
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    line += index === 0 ? "" : "\t";
    if (value === null || value === undefined) line += "\\N";
    else if (typeof value === "string" && special.test(value)) {
      line += value.replace(specials, (character) => escapes[character] ?? character);
    } else line += String(value);
  }
  return `${line}\n`;
}
