// Makes what is missing of the demo bank and starts it: PostgreSQL, five databases that no query can join, their
// contents. A first start that was cut off anywhere begins again; a finished one is never touched.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { OperatorError } from "../shared/operator-error.js";
import { createBankDatabases } from "./create-bank-databases.js";
import type { BankProgress, BankSeed, BankUrls } from "./demo-bank.js";
import { findFinishedBank, markBankFinished } from "./finished-bank.js";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "./embedded-postgres.js";

/** What a start needs. */
export interface DemoBankOptions extends BankSeed {
  readonly dataDir: string;
  /** Brings the tables of the gateway's own database up to date. */
  readonly migrate: (gatewayUrl: string) => Promise<void>;
  /** Fills the databases of a new bank. */
  readonly seedBank: (
    options: BankSeed & { readonly urls: BankUrls; readonly onProgress: (progress: BankProgress) => void },
  ) => Promise<void>;
  readonly onProgress?: (progress: BankProgress) => void;
}

/** A running demo bank. */
export interface DemoBank extends AsyncDisposable {
  readonly urls: BankUrls;
  /** What its finished seed was, which may differ from what was asked for. */
  readonly contents: { readonly customers: number; readonly seed: number };
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
  const report = (step: string) => options.onProgress?.({ step, done: 0, total: 0 });
  await mkdir(options.dataDir, { recursive: true }).catch((error: unknown) => {
    throw new OperatorError(`DATA_DIR: ${options.dataDir} cannot be made.`, { cause: error });
  });
  const postgres = await startEmbeddedPostgres({
    dataDir: join(options.dataDir, "postgres"),
    onProgress: report,
  });
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
): Promise<BankSeed> {
  const onProgress = options.onProgress ?? (() => undefined);
  onProgress({ step: "Making five databases", done: 0, total: 0 });
  await createBankDatabases(postgres.url);
  await options.migrate(urls.gateway);
  const { customers, seed, until } = options;
  await options.seedBank({ urls, customers, seed, until, onProgress });
  await markBankFinished(postgres.url("postgres"), { customers, seed, until });
  return { customers, seed, until };
}
