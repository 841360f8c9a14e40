// The whole measurement: everybody is started, compared, and then asked in turn, round after round.
import { join } from "node:path";
import { Client } from "pg";
import { allContenders, limitName } from "../contenders/all-contenders.js";
import type { RunningContender } from "../contenders/contender.js";
import { createContenderRole, toRoleUrl } from "../dataset/contender-roles.js";
import type { DataSet } from "../dataset/start-data-set.js";
import { startLoad } from "../load/start-load.js";
import type { Workload } from "../workloads.js";
import { compareAnswers } from "./compare-answers.js";
import { measureContender, type Effort, type Instruments, type Stretch } from "./measure-contender.js";
import { summarise, type Summary } from "./summarise.js";

/** What is measured. */
export interface RaceOptions {
  readonly dataSet: DataSet;
  readonly workloads: readonly Workload[];
  /** Names of the contenders beside the limit. */
  readonly names: readonly string[];
  readonly rounds: number;
  readonly effort: Effort;
  /** Variables for ours beside those that it needs. */
  readonly environment?: Readonly<Record<string, string>>;
  /** So many answers of each workload are compared. */
  readonly comparedKeys: number;
  /** Hears what is being done. */
  readonly tell: (line: string) => void;
}

/** Figures by workload and contender. */
export type RaceResult = Readonly<Record<string, Readonly<Record<string, Summary>>>>;

/** Runs it. */
export async function runRace(options: RaceOptions): Promise<RaceResult> {
  const { dataSet, workloads, rounds, tell } = options;
  await using started = new AsyncDisposableStack();
  const admin = new Client({ connectionString: dataSet.postgres.url("postgres") });
  await admin.connect();
  started.defer(() => admin.end());
  await admin.query("create extension if not exists pg_stat_statements");
  const load = started.use(startLoad());
  const contenders = await startContenders(options, admin, started);
  await compareAll(options, contenders);

  const instruments: Instruments = { load, admin, postmasterPid: dataSet.postgres.pid };
  const result: Record<string, Record<string, Summary>> = {};
  for (const workload of workloads) {
    const taking = contenders.filter(({ name }) => isTaking(name, workload.name));
    const stretches = new Map<string, Stretch[]>(taking.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const contender of taking) {
        const stretch = await measureContender(instruments, contender, workload, {
          ...options.effort,
          // The first time everything is compiled, prepared and cached.
          warmUpSeconds: options.effort.warmUpSeconds * (round === 0 ? 3 : 1),
        });
        stretches.get(contender.name)?.push(stretch);
        const rate = (stretch.requests / stretch.seconds).toFixed(0);
        tell(
          `${workload.name}, round ${String(round + 1)} of ${String(rounds)}: ${contender.name} ${rate}/s`,
        );
      }
    }
    const limit = stretches.get(limitName) ?? [];
    result[workload.name] = Object.fromEntries(
      [...stretches].map(([name, list]) => [name, summarise(list, limit)]),
    );
  }
  return result;
}

function isTaking(name: string, workload: string): boolean {
  return allContenders.some((one) => one.name === name && (one.workloads?.includes(workload) ?? true));
}

async function startContenders(
  { dataSet, names, tell, environment = {} }: RaceOptions,
  admin: Client,
  started: AsyncDisposableStack,
): Promise<readonly RunningContender[]> {
  const contenders: RunningContender[] = [];
  for (const contender of allContenders) {
    if (contender.name !== limitName && !names.includes(contender.name)) continue;
    const role = await createContenderRole(admin, contender.name);
    tell(`Starting ${contender.name}`);
    const running = await contender.start({
      dataSet,
      role,
      environment,
      databaseUrl: toRoleUrl(dataSet, role),
      logFile: join(dataSet.folder, `${contender.name}.log`),
    });
    contenders.push(started.use(running));
  }
  return contenders;
}

async function compareAll(
  { workloads, comparedKeys, tell }: RaceOptions,
  contenders: readonly RunningContender[],
): Promise<void> {
  const [limit, ...others] = contenders;
  if (limit === undefined) return;
  for (const workload of workloads) {
    const taking = others.filter(({ name }) => isTaking(name, workload.name));
    for (const contender of taking) await compareAnswers(workload, limit, contender, comparedKeys);
    tell(
      `${workload.name}: ${String(comparedKeys)} answers of ${String(taking.length + 1)} contenders are equal`,
    );
  }
}
