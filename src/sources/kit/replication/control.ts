// A short connection that may do what reading must not: make a publication and a slot. Nothing else is written.
import { Client } from "pg";

/** Runs statements; rows as arrays. */
export type ControlQuery = <Row extends readonly unknown[]>(
  text: string,
  values?: readonly unknown[],
) => Promise<readonly Row[]>;

const connectTimeoutMs = 5_000;

/** Runs `work` on a connection of its own, which breaks when the signal aborts. */
export async function withControl<Result>(
  url: string,
  signal: AbortSignal,
  work: (query: ControlQuery) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const client = new Client({
    connectionString: url,
    application_name: "customer-360-gateway",
    connectionTimeoutMillis: connectTimeoutMs,
    // Making a slot waits for the transactions that are open, however long; a lock on a table is not waited for.
    options: "-c statement_timeout=0 -c lock_timeout=5s",
  });
  client.on("error", () => undefined);
  const end = (): void => void client.end().catch(() => undefined);
  signal.addEventListener("abort", end, { once: true });
  try {
    await client.connect();
    return await work(
      async <Row extends readonly unknown[]>(text: string, values: readonly unknown[] = []) => {
        const { rows } = await client.query<Row & unknown[]>({ text, values: [...values], rowMode: "array" });
        return rows;
      },
    );
  } finally {
    signal.removeEventListener("abort", end);
    await client.end().catch(() => undefined);
  }
}
