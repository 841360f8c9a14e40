// Goes through a table of a source in the order of its change numbers; the parts of every identity and change scan.
import { parseChangePosition, toChangePosition, withoutSeen } from "./change-position.js";
import type { ReadOptions } from "./define-source.js";
import type { NumberedRow, NumberedTable } from "./numbered-table.js";
import type { PostgresClient } from "./postgres-client.js";

/** Rows, each with its number in front. */
export interface RowPart<Row> {
  readonly rows: readonly Row[];
  readonly position: string;
  readonly isAtEnd: boolean;
}

/** `bigint` has no infinity. */
const highestNumber = "9223372036854775807";

/** Reads at most `limit` rows that the position has not seen; without a position from the beginning. */
export async function scanRows<Row extends NumberedRow>(
  client: PostgresClient,
  { name, table, number, columns }: NumberedTable,
  position: string | undefined,
  limit: number,
  options: ReadOptions,
): Promise<RowPart<Row>> {
  const ranges = parseChangePosition(position);
  const rows = await client.query<Row>(
    {
      name,
      text: `
        select part.*
        from unnest($1::bigint[], $2::bigint[]) as unseen(low, high)
        cross join lateral (
          select ${number}, ${columns} from ${table}
          where ${number} between unseen.low and unseen.high
          order by ${number} limit $3
        ) part
        order by 1 limit $3`,
    },
    [
      ranges.map(({ low }) => low),
      ranges.map(({ high }) => (high === Infinity ? highestNumber : high)),
      limit,
    ],
    options,
  );
  return {
    rows,
    position: toChangePosition(withoutSeen(ranges, rows.map(toNumber))),
    isAtEnd: rows.length < limit,
  };
}

/** The rows of these numbers, each with its number in front; in any order, with gaps. */
export async function readNumberedRows<Row extends NumberedRow>(
  client: PostgresClient,
  { name, table, number, columns }: NumberedTable,
  numbers: readonly string[],
  options: ReadOptions,
): Promise<readonly Row[]> {
  const statement = {
    name: `${name}-by-number`,
    text: `select ${number}, ${columns} from ${table} where ${number} = any($1::bigint[])`,
  };
  return client.query<Row>(statement, [numbers], options);
}

/** How far back from the end a transaction that is still open may have taken its numbers. */
const openWindow = 1_000;

/** The position behind everything that is there; numbers missing shortly before the end may still come. */
export async function findLatestPosition(
  client: PostgresClient,
  { table, number }: Pick<NumberedTable, "table" | "number">,
  options: ReadOptions,
): Promise<string> {
  const rows = await client.query<readonly [string]>(
    {
      text: `
        select ${number} from ${table}
        where ${number} > (select max(${number}) from ${table}) - $1::int order by ${number}`,
    },
    [openWindow],
    options,
  );
  const seen = rows.map(toNumber);
  const newest = seen.at(-1) ?? 0;
  return toChangePosition(withoutSeen([{ low: Math.max(0, newest - openWindow + 1), high: Infinity }], seen));
}

function toNumber(row: NumberedRow): number {
  return Number(row[0]);
}
