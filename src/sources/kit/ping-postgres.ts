import type { ReadOptions } from "./define-source.js";
import type { PostgresClient } from "./postgres-client.js";

/** Rejects when the database does not answer. */
export async function pingPostgres(client: PostgresClient, options: ReadOptions): Promise<void> {
  await client.query({ text: "select 1" }, [], options);
}
