// `bench -- growth`: what a request costs when there are more customers, more connections, longer lists, more processes.
import { settingSchemas } from "../src/config/setting-schemas.js";
import { OperatorError } from "../src/shared/operator-error.js";
import type { DataSet } from "./dataset/start-data-set.js";
import { publishedCustomers } from "./dataset/data-set-size.js";
import { readListWorkloads } from "./list-workloads.js";
import { describeMachine, type Machine } from "./measure/describe-machine.js";
import { runRace, type RaceOptions, type RaceResult } from "./measure/race.js";
import { openDataSet, readsDefaults } from "./reads.js";
import { toTable } from "./report-table.js";
import { readWorkloads } from "./workloads.js";

/** What the command was told. */
export interface GrowthOptions {
  readonly dataDir: string;
  readonly seconds: number;
  readonly rounds: number;
  readonly only: readonly string[];
  readonly compared: number;
  readonly isDurable: boolean;
  /** Numbers of customers. */
  readonly sizes: readonly number[];
  /** Numbers of connections. */
  readonly connections: readonly number[];
  /** Records in one answer. */
  readonly lists: readonly number[];
  /** Processes of ours (WEB_CONCURRENCY). */
  readonly processes: readonly number[];
}

/** Figures by what grows, then by its value. */
export interface GrowthReport {
  readonly customers: Readonly<Record<string, RaceResult>>;
  readonly connections: Readonly<Record<string, RaceResult>>;
  readonly records: Readonly<Record<string, RaceResult>>;
  readonly processes: Readonly<Record<string, RaceResult>>;
  readonly machine: Machine;
}

const concurrencySetting = "WEB_CONCURRENCY";

/** Whether our server can be told to run in several processes. */
export function canRunProcesses(): boolean {
  return concurrencySetting in settingSchemas.shape;
}

/** Measures each direction of growth from the same point: the published size, or the largest that was asked for. */
export async function runGrowth(options: GrowthOptions): Promise<GrowthReport> {
  if (options.processes.some((count) => count > 1) && !canRunProcesses()) {
    throw new OperatorError(
      `--processes: the gateway has no setting ${concurrencySetting} yet, so only 1 can be measured.`,
    );
  }
  const machine = describeMachine(new Date());
  const customers: Record<string, RaceResult> = {};
  const from = Math.min(publishedCustomers, Math.max(...options.sizes));
  for (const size of options.sizes) {
    if (size === from) continue;
    await using dataSet = await openDataSet({ ...options, customers: size });
    customers[String(size)] = await measure(options, dataSet);
  }
  await using dataSet = await openDataSet({ ...options, customers: from });
  customers[String(from)] = await measure(options, dataSet);
  const connections: Record<string, RaceResult> = {};
  for (const count of options.connections) {
    connections[String(count)] = await measure(options, dataSet, { connections: count });
  }
  const records: Record<string, RaceResult> = {};
  for (const [length, workload] of await readListWorkloads(dataSet.postgres.url("one"), options.lists)) {
    records[String(length)] = await measure(options, dataSet, { workloads: [workload] });
  }
  const processes: Record<string, RaceResult> = {};
  for (const count of options.processes) {
    const environment = { [concurrencySetting]: String(count) };
    processes[String(count)] = await measure(options, dataSet, { environment });
  }
  return { customers, connections, records, processes, machine };
}

/** What differs from one point of the measurement to the next. */
interface Point extends Partial<Pick<RaceOptions, "workloads" | "environment">> {
  readonly connections?: number;
}

async function measure(
  { seconds, rounds, only, compared }: GrowthOptions,
  dataSet: DataSet,
  point: Point = {},
): Promise<RaceResult> {
  const { connections = readsDefaults.connections, ...rest } = point;
  return runRace({
    dataSet,
    workloads: await readWorkloads(dataSet.postgres.url("one")),
    names: only,
    rounds,
    effort: { seconds, warmUpSeconds: Math.min(1, seconds / 3), connections },
    comparedKeys: compared,
    tell: (line) => process.stderr.write(`  ${line}\n`),
    ...rest,
  });
}

/** The report for people. */
export function toGrowthTable({ machine: _machine, ...directions }: GrowthReport): string {
  const tables = Object.entries(directions).flatMap(([direction, points]) =>
    Object.entries(points).flatMap(([value, result]) =>
      Object.entries(result).map(
        ([workload, contenders]) => `${direction} ${value}, ${workload}\n${toTable(contenders)}`,
      ),
    ),
  );
  return `${tables.join("\n\n")}\n`;
}
