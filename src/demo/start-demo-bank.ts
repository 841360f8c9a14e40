// Makes what is missing of the demo bank and starts it: PostgreSQL, five databases that no query can join, their
// contents. A first start that was cut off anywhere begins again; a finished one is never touched.
import { join } from "node:path";
import { createBankDatabases } from "./create-bank-databases.js";
import type { BankContents, BankUrls, ReportProgress } from "./demo-bank.js";
import { findFinishedBank, markBankFinished } from "./finished-bank.js";
import { makeDataDir } from "../shared/make-data-dir.js";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "./embedded-postgres.js";

/** What a start needs. */
export interface DemoBankOptions extends BankContents {
  readonly dataDir: string;
  /** Fills the databases of a new bank; the sources' have their tables, the gateway's is empty. */
  readonly fill: (urls: BankUrls, contents: BankContents, report: ReportProgress) => Promise<void>;
  readonly onProgress?: ReportProgress;
  /** Hears how to stop the server as soon as it runs, so that the program can end while a new bank is being filled. */
  readonly onServerStarted?: (stop: () => Promise<void>) => void;
}

/** A running demo bank. */
export interface DemoBank extends AsyncDisposable {
  readonly urls: BankUrls;
  /** What it was made of, which may differ from what was asked for. */
  readonly contents: BankContents;
  readonly stop: () => Promise<void>;
}

/** The name of each database; the sources' are also the names of their schema files. */
export const bankDatabases = {
  crm: "crm",
  webEvents: "web_events",
  transfers: "transfers",
  consultations: "consultations",
  gateway: "gateway",
} as const satisfies Record<keyof BankUrls, string>;

/** Starts the bank of a data directory. */
export async function startDemoBank(options: DemoBankOptions): Promise<DemoBank> {
  const report = (done: number) => options.onProgress?.({ step: "PostgreSQL", done, total: 1 });
  await makeDataDir(options.dataDir);
  report(0);
  const postgres = await startEmbeddedPostgres({ dataDir: join(options.dataDir, "postgres") });
  options.onServerStarted?.(postgres.stop);
  report(1);
  try {
    const urls: BankUrls = {
      crm: postgres.url(bankDatabases.crm),
      webEvents: postgres.url(bankDatabases.webEvents),
      transfers: postgres.url(bankDatabases.transfers),
      consultations: postgres.url(bankDatabases.consultations),
      gateway: postgres.url(bankDatabases.gateway),
    };
    const contents =
      (await findFinishedBank(postgres.url("postgres"))) ?? (await makeBank(postgres, urls, options));
    return { urls, contents, stop: postgres.stop, [Symbol.asyncDispose]: postgres.stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

async function makeBank(
  postgres: EmbeddedPostgres,
  urls: BankUrls,
  options: DemoBankOptions,
): Promise<BankContents> {
  const { customers, seed, until, onProgress = () => undefined } = options;
  const contents = { customers, seed, until };
  onProgress({ step: "Databases", done: 0, total: 1 });
  await createBankDatabases(postgres.url);
  onProgress({ step: "Databases", done: 1, total: 1 });
  await options.fill(urls, contents, onProgress);
  await markBankFinished(postgres.url("postgres"), contents);
  return contents;
}
