// `bench -- ingest`: events by the HTTP door, durable before the answer, as a share of what one COPY writes.
import { join } from "node:path";
import { Client } from "pg";
import { buildPopulation } from "../../src/demo/bank/population/build-population.js";
import { startOwnGateway } from "../contenders/own-gateway.js";
import { dataSetSeed, dataSetUntil } from "../dataset/data-set-size.js";
import type { DataSet } from "../dataset/start-data-set.js";
import { describeMachine, type Machine } from "../measure/describe-machine.js";
import { findTree, listProcesses } from "../measure/process-tree.js";
import { openDataSet } from "../reads.js";
import { copyRows, readRows } from "./copy-rows.js";
import { batchSize, repeatEvery } from "./send-order.js";
import { startSender, type Sender } from "./start-sender.js";

/** What the command was told. */
export interface IngestOptions {
  readonly dataDir: string;
  readonly customers: number;
  /** Of each stretch. */
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  readonly isDurable: boolean;
}

type Spread = readonly [least: number, most: number];

/** What `--json` prints. */
export interface IngestReport {
  readonly copy: { readonly rowsPerSecond: number; readonly spread: Spread; readonly cpuUsPerRow: number };
  readonly ours: {
    readonly rowsPerSecond: number;
    /** Of the same round's COPY: median of the rounds. */
    readonly ratio: number;
    readonly spread: { readonly rowsPerSecond: Spread; readonly ratio: Spread };
    /** From a batch's sending to its answer, with as many under way as there are connections. */
    readonly answerMs: { readonly p50: number; readonly p99: number };
    /** User and system time, which says more than rows per second where the machine is not at rest. */
    readonly cpuUsPerRow: { readonly gateway: number; readonly database: number };
    readonly rows: number;
  };
  readonly load: {
    readonly batch: number;
    readonly repeatEvery: number;
    readonly connections: number;
    readonly seconds: number;
    readonly rounds: number;
  };
  readonly machine: Machine;
}

/** The defaults. */
export const ingestDefaults = { customers: 2_000, seconds: 5, rounds: 3, connections: 32 } as const;

const warmUpSeconds = 2;
const source = "bench-web";
const key = "bench-write-key-0001";

interface Round {
  readonly ours: number;
  readonly copy: number;
  readonly rows: number;
  readonly answersMs: readonly number[];
  readonly gatewayCpuUs: number;
  readonly databaseCpuUs: number;
  readonly copyCpuUs: number;
}

/** Measures round after round: ours, and then a COPY of the rows that it wrote, each into a fresh copy of the store. */
export async function runIngest(options: IngestOptions): Promise<IngestReport> {
  const machine = describeMachine(new Date());
  await using dataSet = await openDataSet(options);
  await using sender = startSender();
  const { people } = buildPopulation(options.customers, dataSetSeed, dataSetUntil);
  const logins = people.flatMap(({ login }) => login ?? []);
  const rounds: Round[] = [];
  for (let number = 1; number <= options.rounds; number += 1) {
    const round = await measure(dataSet, sender, logins, options);
    rounds.push(round);
    process.stderr.write(
      `  round ${String(number)} of ${String(options.rounds)}: ours ${round.ours.toFixed(0)}, copy ${round.copy.toFixed(0)} rows/s, ` +
        `ratio ${(round.ours / round.copy).toFixed(3)} cpu ${round.gatewayCpuUs.toFixed(1)} + ${round.databaseCpuUs.toFixed(1)}, ${round.copyCpuUs.toFixed(1)} µs\n`,
    );
  }
  return toReport(rounds, options, machine);
}

async function measure(
  dataSet: DataSet,
  sender: Sender,
  logins: readonly string[],
  { seconds, connections }: IngestOptions,
): Promise<Round> {
  await using started = new AsyncDisposableStack();
  const admin = await connect(dataSet.postgres.url("postgres"), started);
  const [oursUrl, copyUrl] = [
    await copyStore(dataSet, admin, "ingest_ours", started),
    await copyStore(dataSet, admin, "ingest_copy", started),
  ];
  let sent;
  let cpu;
  let rows: readonly Buffer[];
  {
    await using gateway = await startOwnGateway({
      dataSet,
      databaseUrl: (database) => (database === "gateway" ? oursUrl : dataSet.postgres.url(database)),
      role: "",
      // Following the sources and judging rules is the work of workers.
      environment: { ROLE: "gateway", SERVER_WRITE_KEYS: `${source}=${key}` },
      logFile: join(dataSet.folder, "ingest.log"),
    });
    await admin.query("checkpoint");
    const run = `${String(process.pid)}-${String(Date.now())}`;
    const before = readCpu(gateway.pid, dataSet.postgres.pid);
    sent = await sender.run({ port: gateway.port, key, logins, connections, warmUpSeconds, seconds, run });
    cpu = perRow(before, readCpu(gateway.pid, dataSet.postgres.pid), sent.eventsInAll);
    await using reading = new AsyncDisposableStack();
    rows = await readRows(await connect(oursUrl, reading), source);
  }
  await admin.query("checkpoint");
  const before = readCpu(0, dataSet.postgres.pid);
  const copied = await copyRows(await connect(copyUrl, started), rows);
  const copyCpu = perRow(before, readCpu(0, dataSet.postgres.pid), copied.rows);
  // What was answered must be there, and once.
  if (copied.rows !== sent.eventsInAll) {
    throw new Error(`${String(sent.eventsInAll)} events were taken, and ${String(copied.rows)} are there.`);
  }
  return {
    ours: sent.events / sent.seconds,
    copy: copied.rows / copied.seconds,
    rows: copied.rows,
    answersMs: sent.answersMs,
    gatewayCpuUs: cpu.gateway,
    databaseCpuUs: cpu.database,
    copyCpuUs: copyCpu.database,
  };
}

interface Cpu {
  readonly gateway: number;
  readonly database: number;
}

/** User and system time in milliseconds up to now. Nobody but the measured one asks the database. */
function readCpu(gatewayPid: number, postmasterPid: number): Cpu {
  const processes = listProcesses();
  const sum = (pid: number): number =>
    findTree(processes, pid).reduce(
      (total, { cpuMs, endedChildrenMs }) => total + cpuMs + endedChildrenMs,
      0,
    );
  return { gateway: gatewayPid === 0 ? 0 : sum(gatewayPid), database: sum(postmasterPid) };
}

/** Microseconds for each row. */
function perRow(before: Cpu, after: Cpu, rows: number): Cpu {
  return {
    gateway: ((after.gateway - before.gateway) * 1_000) / rows,
    database: ((after.database - before.database) * 1_000) / rows,
  };
}

async function copyStore(
  dataSet: DataSet,
  admin: Client,
  name: string,
  started: AsyncDisposableStack,
): Promise<string> {
  const drop = async (): Promise<void> => {
    await admin.query(`drop database if exists ${name} with (force)`);
  };
  await drop();
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'gateway'");
  await admin.query(`create database ${name} template gateway`);
  started.defer(drop);
  return dataSet.postgres.url(name);
}

async function connect(connectionString: string, started: AsyncDisposableStack): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  // A database that is dropped ends the connections to it.
  client.on("error", () => undefined);
  started.defer(() => client.end());
  return client;
}

function toReport(
  rounds: readonly Round[],
  { seconds, connections }: IngestOptions,
  machine: Machine,
): IngestReport {
  const ours = sort(rounds.map((round) => round.ours));
  const copy = sort(rounds.map((round) => round.copy));
  const ratios = sort(rounds.map((round) => round.ours / round.copy));
  const answers = sort(rounds.flatMap(({ answersMs }) => answersMs));
  const spread = (values: readonly number[], digits: number): Spread => [
    round(values[0] ?? 0, digits),
    round(values.at(-1) ?? 0, digits),
  ];
  const median = (pick: (one: Round) => number): number =>
    round(findQuantile(sort(rounds.map(pick)), 0.5), 1);
  return {
    copy: {
      rowsPerSecond: round(findQuantile(copy, 0.5), 0),
      spread: spread(copy, 0),
      cpuUsPerRow: median(({ copyCpuUs }) => copyCpuUs),
    },
    ours: {
      rowsPerSecond: round(findQuantile(ours, 0.5), 0),
      ratio: round(findQuantile(ratios, 0.5), 3),
      spread: { rowsPerSecond: spread(ours, 0), ratio: spread(ratios, 3) },
      answerMs: { p50: round(findQuantile(answers, 0.5), 1), p99: round(findQuantile(answers, 0.99), 1) },
      cpuUsPerRow: {
        gateway: median(({ gatewayCpuUs }) => gatewayCpuUs),
        database: median(({ databaseCpuUs }) => databaseCpuUs),
      },
      rows: rounds.reduce((sum, { rows }) => sum + rows, 0),
    },
    load: { batch: batchSize, repeatEvery, connections, seconds, rounds: rounds.length },
    machine,
  };
}

/** The report for people. */
export function toIngestTable({ copy, ours, load }: IngestReport): string {
  return (
    `batches of ${String(load.batch)} over ${String(load.connections)} connections, ${String(load.rounds)} rounds of ${String(load.seconds)} s\n\n` +
    `copy  ${String(copy.rowsPerSecond)} rows/s\n` +
    `ours  ${String(ours.rowsPerSecond)} rows/s, ratio ${ours.ratio.toFixed(3)} (${ours.spread.ratio.join("–")}), ` +
    `answers p50 ${String(ours.answerMs.p50)} ms, p99 ${String(ours.answerMs.p99)} ms\n`
  );
}

function sort(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}

/** The lower one of two in the middle. */
function findQuantile(sorted: readonly number[], share: number): number {
  return (
    sorted[Math.min(sorted.length - 1, Math.floor(share * (sorted.length - (share === 0.5 ? 1 : 0))))] ?? 0
  );
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
