// `bench -- reads`: the three operations by every contender, as a share of one hand-written statement.
import { showProgress } from "../src/demo/startup-screen.js";
import { allContenders, limitName } from "./contenders/all-contenders.js";
import { startDataSet, type DataSet } from "./dataset/start-data-set.js";
import type { DataSetSize } from "./dataset/data-set-size.js";
import { describeMachine, type Machine } from "./measure/describe-machine.js";
import { runRace, type RaceResult } from "./measure/race.js";
import { readWorkloads, workloadNames, type WorkloadName } from "./workloads.js";

/** What the command was told. */
export interface ReadsOptions {
  readonly dataDir: string;
  readonly seconds: number;
  readonly rounds: number;
  /** Names of contenders; the limit is always measured. */
  readonly only: readonly string[];
  readonly workloads: readonly WorkloadName[];
  readonly customers: number;
  readonly connections: number;
  /** Answers of each workload that are compared before anybody is timed. */
  readonly compared: number;
  readonly isDurable: boolean;
}

/** What `--json` prints. */
export interface ReadsReport {
  readonly workloads: RaceResult;
  readonly machine: Machine;
  readonly dataset: DataSetSize & {
    readonly connections: number;
    readonly seconds: number;
    readonly rounds: number;
  };
}

/** The defaults, which are those of the published table. */
export const readsDefaults = {
  seconds: 5,
  rounds: 3,
  only: allContenders.map(({ name }) => name),
  workloads: workloadNames,
  connections: 32,
  compared: 200,
  isDurable: true,
} as const;

/** Builds the data set where it is missing, and measures. */
export async function runReads(options: ReadsOptions): Promise<ReadsReport> {
  const machine = describeMachine(new Date());
  await using dataSet = await openDataSet(options);
  return await measureReads(options, dataSet, machine);
}

/** Starts the data set with its progress on the error output. */
export function openDataSet(
  options: Pick<ReadsOptions, "dataDir" | "customers" | "isDurable">,
): Promise<DataSet> {
  return showProgress("The benchmark's data", process.stderr, (onProgress) =>
    startDataSet({ ...options, onProgress }),
  );
}

/** Measures on a data set that runs. */
export async function measureReads(
  options: ReadsOptions,
  dataSet: DataSet,
  machine: Machine,
): Promise<ReadsReport> {
  const { seconds, rounds, connections } = options;
  const workloads = await readWorkloads(dataSet.postgres.url("one"));
  const result = await runRace({
    dataSet,
    workloads: workloads.filter(({ name }) => options.workloads.some((wanted) => wanted === name)),
    names: [limitName, ...options.only],
    rounds,
    effort: { seconds, warmUpSeconds: Math.min(1, seconds / 3), connections },
    comparedKeys: options.compared,
    tell: (line) => process.stderr.write(`  ${line}\n`),
  });
  return { workloads: result, machine, dataset: { ...dataSet.size, connections, seconds, rounds } };
}
