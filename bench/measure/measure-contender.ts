// One contender under load for one stretch of time.
import type { Client } from "pg";
import type { RunningContender } from "../contenders/contender.js";
import { toWireText, type LoadResult } from "../load/load-order.js";
import type { Load } from "../load/start-load.js";
import type { Workload } from "../workloads.js";
import { readUse } from "./use-meter.js";

/** How long and how hard. */
export interface Effort {
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly connections: number;
}

/** What one stretch showed. */
export interface Stretch extends LoadResult {
  readonly serverCpuMs: number;
  readonly databaseCpuMs: number;
  readonly statements: number;
  readonly residentMb: number;
}

/** What the measuring itself needs. */
export interface Instruments {
  readonly load: Load;
  readonly admin: Client;
  readonly postmasterPid: number;
}

/** Warms up, then measures. */
export async function measureContender(
  { load, admin, postmasterPid }: Instruments,
  contender: RunningContender,
  workload: Workload,
  { seconds, warmUpSeconds, connections }: Effort,
): Promise<Stretch> {
  const requests = workload.keys.map((key) => toWireText(contender.toRequest(workload, key)));
  const order = { port: contender.port, requests, connections };
  if (warmUpSeconds > 0) await load.run({ ...order, milliseconds: warmUpSeconds * 1_000 });
  const before = await readUse(admin, postmasterPid, contender);
  const result = await load.run({ ...order, milliseconds: seconds * 1_000 });
  const after = await readUse(admin, postmasterPid, contender);
  return {
    ...result,
    serverCpuMs: after.serverCpuMs - before.serverCpuMs,
    databaseCpuMs: after.databaseCpuMs - before.databaseCpuMs,
    statements: after.statements - before.statements,
    residentMb: after.residentMb,
  };
}
