// What the source database says of the table that a mapping fills, and whether the two fit.
import type { ClientBase } from "pg";
import { ImportFault, RowRefused } from "./import-fault.js";
import type { Mapping } from "./mapping-schema.js";

/** A column of the table as far as an import needs it. */
export interface TargetColumn {
  readonly name: string;
  /** SQL type without length, so that a cast to it never cuts. */
  readonly type: string;
  readonly isRequired: boolean;
  readonly maxLength: number | null;
  readonly scale: number | null;
}

interface CatalogColumn extends TargetColumn {
  readonly hasDefault: boolean;
  readonly isGenerated: boolean;
}

// atttypmod holds the length of char and varchar plus 4, and precision and scale of numeric in its halves plus 4.
const columnsSql = `
  select attname as name, format_type(atttypid, -1) as type, attnotnull as "isRequired",
    atthasdef as "hasDefault", attidentity <> '' or attgenerated <> '' as "isGenerated",
    case when atttypid in ('bpchar'::regtype, 'varchar'::regtype) and atttypmod > 4 then atttypmod - 4 end as "maxLength",
    case when atttypid = 'numeric'::regtype and atttypmod > 4 then (atttypmod - 4) & 2047 end as scale
  from pg_attribute where attrelid = to_regclass(quote_ident($1)) and attnum > 0 and not attisdropped`;

const uniqueKeysSql = `
  select array_agg(a.attname::text order by a.attname) as names
  from pg_index i cross join unnest(i.indkey::int2[]) as k(attnum)
  join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  where i.indrelid = to_regclass(quote_ident($1)) and i.indisunique and i.indpred is null and i.indexprs is null
  group by i.indexrelid`;

/** The columns that the mapping fills, in its order. Throws ImportFault with every place where mapping and table do not fit. */
export async function readTargetColumns(
  client: ClientBase,
  mapping: Mapping,
): Promise<readonly TargetColumn[]> {
  const { rows: catalog } = await client.query<CatalogColumn>(columnsSql, [mapping.table]);
  if (catalog.length === 0) {
    throw new ImportFault(
      `The source ${mapping.source} has no table "${mapping.table}" (the mapping's table).`,
    );
  }
  const { rows: uniqueKeys } = await client.query<{ names: readonly string[] }>(uniqueKeysSql, [
    mapping.table,
  ]);
  const byName = new Map(catalog.map((column) => [column.name, column]));
  const names = Object.keys(mapping.columns);
  const mistakes = [
    ...names
      .filter((name) => !byName.has(name))
      .map((name) => `columns.${name}: the table has no such column`),
    ...names
      .filter((name) => byName.get(name)?.isGenerated)
      .map((name) => `columns.${name}: the table fills it itself`),
    ...catalog
      .filter((column) => isMissing(column, names))
      .map(({ name }) => `columns: the table needs a value for "${name}"`),
  ];
  const key = mapping.key.toSorted().join();
  if (!uniqueKeys.some((unique) => unique.names.toSorted().join() === key)) {
    mistakes.push(`key: ${mapping.key.join(", ")} is no unique key of the table`);
  }
  if (mistakes.length > 0) {
    const list = mistakes.map((mistake) => `  - ${mistake}`).join("\n");
    throw new ImportFault(`The mapping does not fit the table ${mapping.source}.${mapping.table}:\n${list}`);
  }
  return names.flatMap((name) => byName.get(name) ?? []);
}

function isMissing(column: CatalogColumn, mapped: readonly string[]): boolean {
  return column.isRequired && !column.hasDefault && !column.isGenerated && !mapped.includes(column.name);
}

/** Throws RowRefused for values that the table would refuse, cut or round. */
export function checkValues(columns: readonly TargetColumn[], values: readonly (string | null)[]): void {
  columns.forEach(({ name, isRequired, maxLength, scale }, index) => {
    const value = values[index] ?? null;
    if (value === null) {
      if (isRequired) throw new RowRefused(`${name}: required value is missing`);
      return;
    }
    if (maxLength !== null && value.length > maxLength && [...value].length > maxLength) {
      throw new RowRefused(`${name}: longer than ${maxLength} characters`);
    }
    const fraction = scale === null ? undefined : /\.(\d*?)0*$/.exec(value)?.[1];
    if (fraction !== undefined && scale !== null && fraction.length > scale) {
      throw new RowRefused(`${name}: more than ${scale} decimals`);
    }
  });
}
