// The data that every contender reads: a PostgreSQL of its own below DATA_DIR, built once and kept.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { buildPopulation, type Population } from "../../src/demo/bank/population/build-population.js";
import type { ReportProgress } from "../../src/demo/demo-bank.js";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../../src/demo/embedded-postgres.js";
import { dataSetSeed, dataSetUntil, toDataSetSize, type DataSetSize } from "./data-set-size.js";
import { fillGateway, type GatewayUrls } from "./fill-gateway.js";
import { fillOneDatabase } from "./fill-one-database.js";
import { findFinishedParts, markPartFinished, resetPart } from "./finished-parts.js";
import type { ReportShare } from "./insert-in-parts.js";
import { findPartVersions } from "./part-versions.js";
import { fillSource, sourceParts, withLoader } from "./source-parts.js";

/** A data set with its server. */
export interface DataSet extends AsyncDisposable {
  readonly size: DataSetSize;
  readonly folder: string;
  readonly postgres: Pick<EmbeddedPostgres, "pid" | "url">;
}

/** What a data set is started with. */
export interface DataSetOptions {
  readonly dataDir: string;
  readonly customers: number;
  /** False for tests: nothing has to survive a crash of the machine. */
  readonly isDurable?: boolean;
  readonly onProgress?: ReportProgress;
}

/** Names of the databases: the sources', the gateway's own, and the one with everything in it. */
export const databaseNames = ["crm", "web_events", "transfers", "consultations", "gateway", "one"] as const;

const labels: Readonly<Record<string, string>> = {
  crm: "Customers",
  web_events: "Web events",
  transfers: "Transfers",
  consultations: "Consultations",
  gateway: "Who is who, consents",
  one: "All in one database",
};

/** Server settings; the same for every contender. */
const serverSettings = {
  max_connections: "300",
  shared_preload_libraries: "pg_stat_statements",
  "pg_stat_statements.track": "top",
  // Building code for statements of a millisecond costs more than it gives, for everybody.
  jit: "off",
};

/** Starts the server of a data set, and builds what is missing in it. */
export async function startDataSet(options: DataSetOptions): Promise<DataSet> {
  const { customers, isDurable = true, onProgress = () => undefined } = options;
  const folder = join(options.dataDir, `bench-${String(customers)}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, "postgres"),
    settings: {
      ...serverSettings,
      ...(isDurable
        ? { shared_buffers: "1GB", max_wal_size: "4GB" }
        : { fsync: "off", synchronous_commit: "off", shared_buffers: "64MB" }),
    },
  });
  try {
    const size = toDataSetSize(customers);
    await buildMissingParts(postgres, size, onProgress);
    return { size, folder, postgres, [Symbol.asyncDispose]: postgres.stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** The databases by the names of the gateway's settings. */
export function toGatewayUrls(url: (database: string) => string): GatewayUrls {
  return {
    CRM_URL: url("crm"),
    WEB_EVENTS_URL: url("web_events"),
    TRANSFERS_URL: url("transfers"),
    CONSULTATIONS_URL: url("consultations"),
    DATABASE_URL: url("gateway"),
  };
}

async function buildMissingParts(
  postgres: EmbeddedPostgres,
  size: DataSetSize,
  onProgress: ReportProgress,
): Promise<void> {
  const adminUrl = postgres.url("postgres");
  const finished = await findFinishedParts(adminUrl);
  const versions = await findPartVersions(size);
  let population: Population | undefined;
  for (const name of databaseNames) {
    const version = versions.get(name) ?? "";
    if (finished.get(name) === version) continue;
    population ??= buildPopulation(size.customers, dataSetSeed, dataSetUntil);
    const step = labels[name] ?? name;
    const report: ReportShare = (done, total) => {
      onProgress({ step, done: Math.min(done, total - 1), total });
    };
    report(0, 1);
    await resetPart(adminUrl, name);
    await buildPart(name, postgres, population, size, report);
    await withLoader(postgres.url(name), (client) => client.query("vacuum (analyze)"));
    await withLoader(adminUrl, (client) => client.query("checkpoint"));
    await markPartFinished(adminUrl, name, version);
    onProgress({ step, done: 1, total: 1 });
  }
}

async function buildPart(
  name: string,
  postgres: EmbeddedPostgres,
  population: Population,
  size: DataSetSize,
  report: ReportShare,
): Promise<void> {
  const url = postgres.url(name);
  if (name === "gateway") return fillGateway(toGatewayUrls(postgres.url), population, report);
  if (name === "one") {
    return withLoader(url, (client) =>
      fillOneDatabase(client, postgres.url("gateway"), population, size, report),
    );
  }
  const part = sourceParts.find((source) => source.name === name);
  if (part === undefined) throw new Error(`There is no part ${name}.`);
  return withLoader(url, (client) => fillSource(client, part, population, size, report));
}
