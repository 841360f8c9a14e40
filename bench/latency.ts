// `bench -- latency`: from the commit of an event to the frame of a subscriber, at a steady rate. One gateway on PostgreSQL
// alone, and two gateways with NATS JetStream.
import { join } from "node:path";
import { Client } from "pg";
import { startOwnGateway, type RunningGateway } from "./contenders/own-gateway.js";
import type { DataSet } from "./dataset/start-data-set.js";
import { findReasonWithoutNats, startNats } from "./latency/nats-process.js";
import { startLive, type Live } from "./latency/start-live.js";
import { toFigures, type LatencyFigures } from "./latency/to-figures.js";
import { describeMachine, type Machine } from "./measure/describe-machine.js";
import { openDataSet } from "./reads.js";

/** What the command was told. */
export interface LatencyOptions {
  readonly dataDir: string;
  /** Of the data set: as many as have a subscriber, at least. */
  readonly customers: number;
  /** Of each stretch. */
  readonly seconds: number;
  readonly rounds: number;
  readonly isDurable: boolean;
}

/** What `--json` prints. */
export interface LatencyReport {
  readonly postgresql: LatencyFigures;
  /** Null where there is no nats-server; `reason` says so. */
  readonly jetstream: LatencyFigures | null;
  readonly reason?: string;
  readonly load: {
    readonly eventsPerSecond: number;
    readonly subscribers: number;
    readonly seconds: number;
    readonly rounds: number;
  };
  readonly machine: Machine;
}

/** The defaults. */
export const latencyDefaults = { customers: 200, seconds: 10, rounds: 3 } as const;

const subscribers = 100;
const eventsPerSecond = 500;
const warmUpSeconds = 3;
const liveDatabase = "latency";
const natsPrefix = "bench";

/** Measures the two in turn. */
export async function runLatency(options: LatencyOptions): Promise<LatencyReport> {
  const machine = describeMachine(new Date());
  await using dataSet = await openDataSet(options);
  await using live = startLive();
  const { seconds, rounds } = options;
  const load = { eventsPerSecond, subscribers, seconds, rounds };
  const postgresql = await measure("postgresql", 1, options, dataSet, live, undefined);
  const reason = findReasonWithoutNats();
  if (reason !== undefined) return { postgresql, jetstream: null, reason, load, machine };
  await using nats = await startNats();
  const jetstream = await measure("jetstream", 2, options, dataSet, live, nats.url);
  return { postgresql, jetstream, load, machine };
}

async function measure(
  name: string,
  gatewayCount: number,
  { seconds, rounds }: LatencyOptions,
  dataSet: DataSet,
  live: Live,
  natsUrl: string | undefined,
): Promise<LatencyFigures> {
  await using started = new AsyncDisposableStack();
  // Events are written into a copy: the data set is kept.
  const databaseUrl = await copyGatewayDatabase(dataSet, started);
  const gateways: RunningGateway[] = [];
  for (let number = 1; number <= gatewayCount; number += 1) {
    const gateway = await startOwnGateway({
      dataSet,
      databaseUrl: (database) => (database === "gateway" ? databaseUrl : dataSet.postgres.url(database)),
      role: "",
      environment: natsUrl === undefined ? {} : { NATS_URL: natsUrl, NATS_STREAM: natsPrefix },
      logFile: join(dataSet.folder, `${name}-${String(number)}.log`),
    });
    gateways.push(started.use(gateway));
  }
  const order = {
    gateways: await Promise.all(
      gateways.map(async ({ port, issueToken }) => ({ port, token: await issueToken("bench") })),
    ),
    customerIds: await listCustomers(databaseUrl),
    writer: { databaseUrl, nats: natsUrl === undefined ? undefined : { url: natsUrl, prefix: natsPrefix } },
    perSecond: eventsPerSecond,
    seconds,
  };
  const results = [];
  for (let round = 1; round <= rounds; round += 1) {
    const result = await live.run({ ...order, warmUpSeconds: round === 1 ? warmUpSeconds : 1 });
    results.push(result);
    const { p50Ms, p99Ms } = toFigures([result]);
    process.stderr.write(
      `  ${name}, round ${String(round)} of ${String(rounds)}: p50 ${String(p50Ms)} ms, p99 ${String(p99Ms)} ms\n`,
    );
  }
  return toFigures(results);
}

async function copyGatewayDatabase(dataSet: DataSet, started: AsyncDisposableStack): Promise<string> {
  const run = async (text: string): Promise<void> => {
    const admin = new Client({ connectionString: dataSet.postgres.url("postgres") });
    await admin.connect();
    try {
      await admin.query(text);
    } finally {
      await admin.end();
    }
  };
  const drop = (): Promise<void> => run(`drop database if exists ${liveDatabase} with (force)`);
  await drop();
  // A database is copied while nobody uses it; the last one here may still be leaving.
  await run("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'gateway'");
  await run(`create database ${liveDatabase} template gateway`);
  started.defer(drop);
  return dataSet.postgres.url(liveDatabase);
}

async function listCustomers(url: string): Promise<readonly string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<[string]>({
      text: "select id::text from customer order by id limit $1",
      values: [subscribers],
      rowMode: "array",
    });
    return rows.map(([id]) => id);
  } finally {
    await client.end();
  }
}

/** The report for people. */
export function toLatencyTable({ postgresql, jetstream, reason, load }: LatencyReport): string {
  const line = (name: string, figures: LatencyFigures): string =>
    `${name.padEnd(12)} p50 ${figures.p50Ms.toFixed(2)} ms, p99 ${figures.p99Ms.toFixed(2)} ms, ` +
    `${String(figures.events)} events, ${String(figures.lost)} lost, ${String(figures.repeated)} repeated\n`;
  return (
    `${String(load.eventsPerSecond)} events/s to ${String(load.subscribers)} subscribers, from the commit to the frame\n\n` +
    line("postgresql", postgresql) +
    (jetstream === null ? `jetstream    ${reason ?? ""}\n` : line("jetstream", jetstream))
  );
}
