// A small demo bank for tests through the public door. It is built once a run, as template databases; each caller gets
// copies of its own, which takes a fraction of a second.
import { Client } from "pg";
import { inject } from "vitest";
import { seedBank } from "../../src/demo/bank/seed-bank.js";
import { startDemoServices } from "../../src/demo/services/start-demo-services.js";
import { seedGateway } from "../../src/demo/bank/seed-gateway.js";
import { linkAllIdentities } from "../../src/ingest/link-identities.js";
import { sources } from "../../src/sources/index.js";
import { createStore } from "../../src/store/create-store.js";
import { createDatabase, runSql, sourceDatabaseNames, type TestDatabase } from "./databases.js";
import { readFile } from "node:fs/promises";
import { testCipher } from "../fakes/key-ring.js";

/** The day on which the bank's data ends; fixed, so that answers can be compared to the letter. */
export const bankUntil = new Date("2026-06-30T15:00:00Z");

/** Customers of the bank. */
export const bankCustomers = 60;

const databaseNames = [...sourceDatabaseNames, "gateway"] as const;

/** The five databases of a bank, and the services over that of the CRM. */
export interface DemoBank extends AsyncDisposable {
  readonly urls: Readonly<Record<(typeof databaseNames)[number], string>>;
  /** The settings of the sources. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The settings of the sources that read a database. */
function toDatabaseSettings(urls: DemoBank["urls"]): Readonly<Record<string, string>> {
  return {
    CRM_URL: urls.crm,
    WEB_EVENTS_URL: urls.web_events,
    TRANSFERS_URL: urls.transfers,
    CONSULTATIONS_URL: urls.consultations,
  };
}

/** Copies the bank. */
export async function createDemoBank(): Promise<DemoBank> {
  await makeTemplates();
  await using made = new AsyncDisposableStack();
  const copied: Record<string, string> = {};
  for (const name of databaseNames) {
    const database: TestDatabase = made.use(await createDatabase({ template: `bank_${name}` }));
    copied[name] = database.url;
  }
  const urls = copied as DemoBank["urls"];
  const services = made.use(await startDemoServices(urls.crm));
  const running = made.move();
  return {
    urls,
    settings: { ...toDatabaseSettings(urls), ...services.settings },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function makeTemplates(): Promise<void> {
  const adminUrl = inject("databaseAdminUrl");
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    // Test files run in processes of their own; the first builds, the others wait.
    await admin.query("select pg_advisory_lock(360360)");
    const { rowCount } = await admin.query("select from pg_database where datname = 'bank_complete'");
    if (rowCount === 0) {
      await buildTemplates(adminUrl);
      await admin.query("create database bank_complete");
    }
  } finally {
    await admin.end();
  }
}

async function buildTemplates(adminUrl: string): Promise<void> {
  const urls = Object.fromEntries(
    databaseNames.map((name) => {
      const url = new URL(adminUrl);
      url.pathname = `/bank_${name}`;
      return [name, url.href];
    }),
  ) as DemoBank["urls"];
  for (const name of databaseNames) {
    await runSql(adminUrl, `drop database if exists bank_${name} with (force)`);
    await runSql(adminUrl, `create database bank_${name} template template0`);
    if (name === "gateway") continue;
    await runSql(
      urls[name],
      await readFile(new URL(`../../src/demo/schema/${name}.sql`, import.meta.url), "utf8"),
    );
  }
  await seedBank({
    urls: {
      crm: urls.crm,
      webEvents: urls.web_events,
      transfers: urls.transfers,
      consultations: urls.consultations,
    },
    customers: bankCustomers,
    seed: 1,
    until: bankUntil,
    onProgress: () => undefined,
  });
  const store = await createStore({ url: urls.gateway, cipher: testCipher, clock: { now: () => bankUntil } });
  const services = await startDemoServices(urls.crm);
  const settings = { ...toDatabaseSettings(urls), ...services.settings };
  const connected = sources.map((source) => source.connect(settings));
  try {
    await store.migrate();
    await linkAllIdentities({ sources: connected, unitOfWork: store.unitOfWork });
  } finally {
    for (const source of connected) await source.close();
    await services[Symbol.asyncDispose]();
    await store.close();
  }
  await seedGateway({ url: urls.gateway, customers: bankCustomers, seed: 1, until: bankUntil });
}
