// The limit: one connection that copies the very rows that ours has written into the same table of another database, with the
// same indexes, checks and trigger, in one transaction.
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import type { Client } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";

const columns = "type, kind, customer_id, record_id, record, occurred_at, dedup_key, origin";

/** The rows of a source in the log, as COPY writes them. */
export async function readRows(client: Client, origin: string): Promise<readonly Buffer[]> {
  const parts: Buffer[] = [];
  const stream = client.query(
    copyTo(`copy (select ${columns} from event where origin = '${origin}' order by cursor) to stdout`),
  );
  for await (const part of stream) parts.push(part as Buffer);
  return parts;
}

/** Copies them; answers the rows, and the seconds until the commit. */
export async function copyRows(
  client: Client,
  parts: readonly Buffer[],
): Promise<{ readonly rows: number; readonly seconds: number }> {
  const from = performance.now();
  const stream = client.query(copyFrom(`copy event (${columns}) from stdin`));
  await pipeline(Readable.from(parts), stream);
  return { rows: stream.rowCount, seconds: (performance.now() - from) / 1_000 };
}
