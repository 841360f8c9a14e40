// How PostgreSQL draws the rows of a large table: part by part, so that somebody can be told how far it is.
import type { Client } from "pg";
import { dataSetUntil } from "./data-set-size.js";

/** Hears how many rows of how many are there. */
export type ReportShare = (done: number, total: number) => void;

const partRows = 50_000;

/** Runs the statement of each part with the numbers of its first and last row, counted from 1. */
export async function insertInParts(
  client: Client,
  total: number,
  report: ReportShare,
  toStatement: (from: number, to: number, total: number) => { readonly text: string },
): Promise<void> {
  for (let from = 1; from <= total; from += partRows) {
    const to = Math.min(total, from + partRows - 1);
    await client.query(toStatement(from, to, total));
    report(to, total);
  }
}

/** SQL of a number from 0 on, drawn from a row's number; the same seed draws the same. */
export function randomSql(row: string, seed: number): string {
  return `(hashint8extended(${row}, ${String(seed)}) & 9223372036854775807)`;
}

/** SQL of a row's time: the rows stand evenly in the year before the data set's end, to the millisecond. */
export function spreadSql(row: string, total: number): string {
  const until = dataSetUntil.toISOString();
  return `date_trunc('milliseconds', timestamptz '${until}' - interval '365 days' * (${String(total)} - ${row} + 1)::float8 / ${String(total + 1)})`;
}
