// `bench -- guard`: a minute's measurement that fails where ours has become dearer than what was recorded; `bench -- record`
// records. The share of the limit's CPU is compared, since it is the same on a slower machine and nearly so on a busy one.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { ownGateway } from "./contenders/own-gateway.js";
import { openDataSet, measureReads, readsDefaults, type ReadsOptions } from "./reads.js";
import { describeMachine } from "./measure/describe-machine.js";
import { workloadNames, type WorkloadName } from "./workloads.js";

/** CPU ratios of ours by workload: the limit's CPU for a request as a share of ours. */
export type Ratios = Readonly<Partial<Record<WorkloadName, number>>>;

/** What the command was told. */
export type GuardOptions = Pick<ReadsOptions, "dataDir" | "seconds" | "rounds" | "customers" | "isDurable">;

/** A workload that costs more than it may. */
export interface Regression {
  readonly workload: WorkloadName;
  readonly recorded: number;
  readonly measured: number;
}

/** What `--json` prints. */
export interface GuardReport {
  readonly recorded: Ratios;
  readonly measured: Ratios;
  readonly regressions: readonly Regression[];
}

/** About a minute, with a bank that is built in seconds. */
export const guardDefaults = { seconds: 2, rounds: 3, customers: 2_000 } as const;

/** A ratio below this share of the recorded one is a regression; what is above it may be noise. */
export const leastShare = 0.8;
/** What seems dearer is measured again: work beside it does not stay, a regression does. */
const maxAttempts = 3;

const recordFile = fileURLToPath(new URL("recorded-ratios.json", import.meta.url));
const recordSchema = z.strictObject({
  measuredAt: z.iso.datetime(),
  loadBefore: z.number(),
  customers: z.int().positive(),
  cpuRatios: z.strictObject({
    q1: z.number().positive(),
    q2: z.number().positive(),
    q3: z.number().positive(),
  }),
});

/** Measures, and again what seems to be dearer than recorded. */
export async function runGuard(options: GuardOptions): Promise<GuardReport> {
  const { cpuRatios: recorded } = recordSchema.parse(JSON.parse(await readFile(recordFile, "utf8")));
  await using dataSet = await openDataSet(options);
  let measured: Ratios = {};
  let wanted: readonly WorkloadName[] = workloadNames;
  for (let attempt = 0; attempt < maxAttempts && wanted.length > 0; attempt += 1) {
    measured = toBetter(measured, await measureRatios(options, dataSet, wanted));
    wanted = findRegressions(recorded, measured).map(({ workload }) => workload);
  }
  return { recorded, measured, regressions: findRegressions(recorded, measured) };
}

/** Measures, and keeps what it finds as what is expected from now on. */
export async function recordRatios(options: GuardOptions): Promise<Ratios> {
  const { loadBefore, measuredAt } = describeMachine(new Date());
  await using dataSet = await openDataSet(options);
  const cpuRatios = await measureRatios(options, dataSet, workloadNames);
  const record = recordSchema.parse({ measuredAt, loadBefore, customers: options.customers, cpuRatios });
  await writeFile(recordFile, `${JSON.stringify(record, null, 2)}\n`);
  return cpuRatios;
}

/** Workloads whose ratio is below what is allowed, or that were not measured. */
export function findRegressions(recorded: Ratios, measured: Ratios): readonly Regression[] {
  return workloadNames.flatMap((workload) => {
    const wanted = recorded[workload];
    if (wanted === undefined) return [];
    const found = measured[workload] ?? 0;
    return found < wanted * leastShare ? [{ workload, recorded: wanted, measured: found }] : [];
  });
}

/** The report in words. */
export function toGuardText({ recorded, measured, regressions }: GuardReport): string {
  const lines = workloadNames.map((workload) => {
    const [was = 0, is = 0] = [recorded[workload], measured[workload]];
    const isDearer = regressions.some((one) => one.workload === workload);
    return `${workload}: CPU ratio ${is.toFixed(3)}, recorded ${was.toFixed(3)} (${((is / was) * 100).toFixed(0)} %)${isDearer ? ": REGRESSION" : ""}`;
  });
  return `${lines.join("\n")}\n`;
}

function toBetter(first: Ratios, second: Ratios): Ratios {
  return Object.fromEntries(
    workloadNames.flatMap((name) => {
      const known = [first[name], second[name]].filter((ratio) => ratio !== undefined);
      return known.length === 0 ? [] : [[name, Math.max(...known)]];
    }),
  );
}

async function measureRatios(
  options: GuardOptions,
  dataSet: Awaited<ReturnType<typeof openDataSet>>,
  workloads: readonly WorkloadName[],
): Promise<Ratios> {
  const reads = { ...readsDefaults, ...options, only: [ownGateway.name], workloads, compared: 20 };
  const report = await measureReads(reads, dataSet, describeMachine(new Date()));
  return Object.fromEntries(
    workloads.map((name) => [name, report.workloads[name]?.[ownGateway.name]?.cpuRatio ?? 0]),
  );
}
