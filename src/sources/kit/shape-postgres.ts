// A shaped reader over one table of a PostgreSQL database.
import type { ShapedAsk, ShapedReader } from "./define-source.js";
import type { PostgresClient } from "./postgres-client.js";
import {
  buildShapedStatement,
  findUnknownField,
  toShapedAsks,
  type ShapedStatement,
  type ShapedTable,
} from "./shaped-rows.js";

/** Statements kept a table; clients with more shapes than this have theirs built anew. */
const maxStatements = 200;

/** Makes the reader; `toColumns` puts an ask's keys into the columns that the table's SQL reads. */
export function shapePostgres(
  name: string,
  table: ShapedTable,
  toColumns: (ask: ShapedAsk) => Readonly<Record<string, unknown>>,
): ShapedReader<PostgresClient> {
  const statements = new Map<string, ShapedStatement>();
  return {
    canShape: (shape) => findUnknownField(table.fields, shape) === undefined,
    read: async (client, shape, asks, options) => {
      const shapeText = JSON.stringify(shape);
      let statement = statements.get(shapeText);
      if (statement === undefined) {
        statement = buildShapedStatement(name, table, shape);
        if (statements.size >= maxStatements) statements.delete(statements.keys().next().value ?? "");
        statements.set(shapeText, statement);
      }
      const values = [toShapedAsks(asks, toColumns)];
      const rows = await client.query<[n: number, records: string, fit: boolean]>(statement, values, options);
      const texts: (string | undefined)[] = asks.map(() => undefined);
      for (const [n, records, fit] of rows) texts[n] = fit ? records : undefined;
      return texts;
    },
  };
}

/** The values of the keys of a namespace. */
export function valuesOf(
  { keys }: ShapedAsk,
  namespace: ShapedAsk["keys"][number]["namespace"],
): readonly string[] {
  return keys.filter((key) => key.namespace === namespace).map(({ value }) => value);
}
