// What a contender has used between two moments: CPU of its processes and of the database for it, and its statements.
// Every contender has a database role of its own, so that its backends and its statements can be told from the others'.
import type { Client } from "pg";
import type { RunningContender } from "../contenders/contender.js";
import { findTree, listProcesses, sumResidentMb } from "./process-tree.js";

/** What had been used up to a moment. */
export interface Use {
  readonly serverCpuMs: number;
  readonly databaseCpuMs: number;
  readonly statements: number;
  readonly residentMb: number;
}

/**
 * Reads a contender's use. Of the database count its own backends and what serves everybody (writer of the log, checkpoints,
 * …), because nobody else is asked at the same time; not the backends of the others, which are at rest.
 */
export async function readUse(
  admin: Client,
  postmasterPid: number,
  { pid, role }: Pick<RunningContender, "pid" | "role">,
): Promise<Use> {
  const { rows: backends } = await admin.query<{ pid: number; usename: string }>(
    "select pid, usename from pg_stat_activity where backend_type = 'client backend'",
  );
  const { rows: calls } = await admin.query<{ calls: string | null }>(
    `select sum(calls)::text as calls from pg_stat_statements
     join pg_roles on pg_roles.oid = pg_stat_statements.userid where rolname = $1`,
    [role],
  );
  const others = new Set(backends.filter(({ usename }) => usename !== role).map((backend) => backend.pid));
  const processes = listProcesses();
  const server = findTree(processes, pid);
  const database = processes.filter((one) => one.parent === postmasterPid && !others.has(one.pid));
  const postmaster = processes.find((one) => one.pid === postmasterPid);
  const sum = (list: readonly { readonly cpuMs: number; readonly endedChildrenMs: number }[]): number =>
    list.reduce((total, { cpuMs, endedChildrenMs }) => total + cpuMs + endedChildrenMs, 0);
  return {
    serverCpuMs: sum(server),
    databaseCpuMs: sum(database) + (postmaster === undefined ? 0 : sum([postmaster])),
    statements: Number(calls[0]?.calls ?? 0),
    residentMb: sumResidentMb(server),
  };
}
