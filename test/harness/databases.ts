// Databases for tests: each test gets its own, removed when it goes out of scope (`await using`).
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Client } from "pg";
import { inject, vi } from "vitest";

/** A database that lives as long as its scope. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
}

/** The four systems of the demo bank, by the names of their schema files. */
export const sourceDatabaseNames = ["crm", "web_events", "transfers", "consultations"] as const;

/** The source databases of one test; empty tables. */
export interface SourceDatabases extends AsyncDisposable {
  readonly urls: Readonly<Record<(typeof sourceDatabaseNames)[number], string>>;
}

/** Runs statements on a database and closes the connection; answers the rows of the last one. */
export async function runSql(url: string, text: string, values?: readonly unknown[]): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const result: unknown = await client.query(text, values ? [...values] : undefined);
    // Several statements without values give an array of results.
    const last: unknown = Array.isArray(result) ? result.at(-1) : result;
    return last instanceof Object && "rows" in last && Array.isArray(last.rows)
      ? (last.rows as unknown[])
      : [];
  } finally {
    await client.end();
  }
}

/**
 * Makes an empty database, or a copy of the database named `template` (nobody may be connected to that one), on the server
 * of the test run or another one.
 */
export async function createDatabase(
  options: { template?: string; adminUrl?: string } = {},
): Promise<TestDatabase> {
  const adminUrl = options.adminUrl ?? inject("databaseAdminUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await runSql(adminUrl, `create database ${name} template "${options.template ?? "template0"}"`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    [Symbol.asyncDispose]: async () => {
      // A slot that was just read from is in use until the server has noticed the end.
      const drop = () => runSql(adminUrl, `drop database if exists ${name} with (force)`);
      await vi.waitFor(drop, { timeout: 10_000, interval: 50 });
    },
  };
}

/** Makes the four source databases with their schemas. */
export async function createSourceDatabases(adminUrl?: string): Promise<SourceDatabases> {
  const made: TestDatabase[] = [];
  const dispose = async () => {
    for (const database of made) await database[Symbol.asyncDispose]();
  };
  try {
    for (const name of sourceDatabaseNames) {
      const database = await createDatabase(adminUrl === undefined ? {} : { adminUrl });
      made.push(database);
      const schema = new URL(`../../src/demo/schema/${name}.sql`, import.meta.url);
      await runSql(database.url, await readFile(schema, "utf8"));
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  const urls: unknown = Object.fromEntries(made.map(({ url }, at) => [sourceDatabaseNames[at], url]));
  return { urls: urls as SourceDatabases["urls"], [Symbol.asyncDispose]: dispose };
}
