// The five empty databases of a new bank, with the tables of the source systems.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Client } from "pg";

/** Databases with a schema file each, and the gateway's own, whose tables its migrations make. */
const databasesWithSchema = ["crm", "web_events", "transfers", "consultations"] as const;
const allDatabases = [...databasesWithSchema, "gateway"];

/** Runs `work` on a connection of its own. */
export async function withClient<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url });
  // A server that ends breaks idle connections; whoever uses one hears of it from the query.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes all five anew: what a start that was cut off left behind is dropped. */
export async function createBankDatabases(url: (database: string) => string): Promise<void> {
  await withClient(url("postgres"), async (client) => {
    for (const name of allDatabases) {
      await client.query(`drop database if exists ${name} with (force)`);
      await client.query(`create database ${name} template template0`);
    }
  });
  await Promise.all(
    databasesWithSchema.map(async (name) => {
      const schema = await readSchema(name);
      await withClient(url(name), (client) => client.query(schema));
    }),
  );
}

function readSchema(name: string): Promise<string> {
  return readFile(new URL(`schema/${name}.sql`, import.meta.url), "utf8");
}

/** A fingerprint of the source schemas; comments and blanks do not count. */
export async function fingerprintSchemas(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of databasesWithSchema) {
    hash.update((await readSchema(name)).replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " "));
  }
  return hash.digest("hex").slice(0, 16);
}
