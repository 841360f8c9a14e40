// Records as JSON text made by the database itself, for answers that show them as they are: only the selected fields
// leave the database, nothing is parsed and written again here. In: SQL for each field of a facet. Out: one statement a
// shape, whose answer for an ask is the text of a list and whether each of its records fits.
import { createHash } from "node:crypto";
import { toStorableJson } from "./to-storable.js";
import type { Shape, ShapedAsk } from "./define-source.js";

/** SQL of each field: an expression, or the fields of an object. */
export interface ShapedFields {
  readonly [field: string]: string | ShapedFields;
}

/** A facet of one table, as SQL. */
export interface ShapedTable {
  readonly fields: ShapedFields;
  /** True for a row that makes a fit record and whose fields are what they would be if it were read as one. */
  readonly fits: string;
  /** The time and the id that order the records, newest first. */
  readonly time: string;
  readonly id: string;
  /** `select` of the rows of one ask, newest first, at most `ask.size` for each of its keys; `*` are the table's columns. */
  readonly rows: string;
  /** Columns of the ask beside `n` and `size`, e.g. `accounts text[]`. */
  readonly askColumns: string;
}

/** A statement whose rows are `[n, text, fits]`. */
export interface ShapedStatement {
  readonly name: string;
  readonly text: string;
}

/** Answers the fields of a table that a shape asks for and that have no SQL. */
export function findUnknownField(fields: ShapedFields, shape: Shape): string | undefined {
  for (const { field, constant, fields: inner } of shape) {
    if (constant !== undefined) continue;
    const sql = field === "" ? fields : fields[field];
    if (sql === undefined || (typeof sql === "string") !== (inner === undefined)) return field;
    const unknown = typeof sql === "string" || inner === undefined ? undefined : findUnknownField(sql, inner);
    if (unknown !== undefined) return field === "" ? unknown : `${field}.${unknown}`;
  }
  return undefined;
}

/** Builds the statement of a shape; its name is the hash of its text, so that equal shapes are prepared once. */
export function buildShapedStatement(prefix: string, table: ShapedTable, shape: Shape): ShapedStatement {
  const text = `
    select ask.n, found.records, found.fit
    from json_to_recordset($1) as ask(n int, size int, ${table.askColumns})
    cross join lateral (
      select coalesce(string_agg(record.text, ',' order by record.at desc, record.id desc), '') as records,
             coalesce(bool_and(record.fits), true) as fit
      from (
        select ${table.time} as at, ${table.id} as id, (${table.fits}) as fits,
               ${toJsonSql(table.fields, shape)}::text as text
        from (${table.rows}) source_row
        order by ${table.time} desc, ${table.id} desc limit ask.size
      ) record
    ) found`;
  const hash = createHash("sha256").update(text).digest("base64url").slice(0, 16);
  return { name: `${prefix}-${hash}`, text };
}

// `row_to_json` writes no space between names and values, as JSON.stringify does not.
function toJsonSql(fields: ShapedFields, shape: Shape): string {
  const columns = shape.map(({ name, field, constant, fields: inner }) => {
    const sql = constant === undefined ? (field === "" ? fields : fields[field]) : toLiteralSql(constant);
    if (sql === undefined) throw new Error(`There is no SQL for ${field}.`);
    return `${typeof sql === "string" ? sql : toJsonSql(sql, inner ?? [])} as "${name}"`;
  });
  return `(select row_to_json(shaped) from (select ${columns.join(", ")}) shaped)`;
}

function toLiteralSql(text: string): string {
  return `'${text.replaceAll("'", "''")}'::text`;
}

/** The JSON parameter: each ask with its number and what `toColumns` makes of its keys. */
export function toShapedAsks(
  asks: readonly ShapedAsk[],
  toColumns: (ask: ShapedAsk) => Readonly<Record<string, unknown>>,
): string {
  return toStorableJson(asks.map((ask, n) => ({ n, size: ask.limit, ...toColumns(ask) })));
}

/** SQL: the text of a timestamptz as an instant, as `fromPostgresText` makes it. */
export function toInstantSql(column: string): string {
  return `(replace(left(${column}::text, -3), ' ', 'T') || 'Z')`;
}

/** SQL: whether a timestamptz is in the years that an instant can hold. */
export function isInstantSql(column: string): string {
  return `(${column} >= '0001-01-01 00:00:00+00' and ${column} < '10000-01-01 00:00:00+00')`;
}

/** SQL: text for people, as `toText` makes it. The list is what ECMAScript's `trim` takes for space. */
export function toTextSql(column: string): string {
  const space = String.raw`E'\t\n\x0b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'`;
  return `nullif(btrim(normalize(${column}, nfc), ${space}), '')`;
}

/** SQL: one of several values by a code, else `otherwise`. */
export function toCaseSql(
  column: string,
  values: Readonly<Record<string, string>>,
  otherwise: string,
): string {
  const cases = Object.entries(values).map(([code, value]) => `when '${code}' then '${value}'`);
  return `(case ${column} ${cases.join(" ")} else ${otherwise} end)`;
}

/** SQL: the global id of a record, as `toNodeId` makes it of a plain key; to be used with `isPlainKeySql`. */
export function toNodeIdSql(prefix: string, column: string): string {
  return `('${prefix}_' || ${column})`;
}

/** SQL: whether a record's id stands in its global id as it is. */
export function isPlainKeySql(column: string): string {
  return `(${column} <> '' and ${column} !~ '[^0-9A-Za-z.-]')`;
}
