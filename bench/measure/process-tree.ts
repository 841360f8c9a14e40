// What processes have used, out of /proc (Linux).
import { readdirSync, readFileSync } from "node:fs";

/** A process as /proc shows it; times in milliseconds. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  /** Its own time in user and system mode. */
  readonly cpuMs: number;
  /** That of its children that have ended. */
  readonly endedChildrenMs: number;
}

/** USER_HZ, which is 100 on every Linux that Node runs on. */
const millisecondsOfTick = 10;

/** All processes. */
export function listProcesses(): readonly ProcessFacts[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const facts = findProcess(Number(name));
    return facts === undefined ? [] : [facts];
  });
}

function findProcess(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "latin1");
    // The second field is the program's name in parentheses and may itself hold blanks and parentheses.
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [, parent = 0, , , , , , , , , , user = 0, system = 0, childUser = 0, childSystem = 0] = fields;
    return {
      pid,
      parent,
      cpuMs: (user + system) * millisecondsOfTick,
      endedChildrenMs: (childUser + childSystem) * millisecondsOfTick,
    };
  } catch {
    return undefined;
  }
}

/** A process with all below it. */
export function findTree(processes: readonly ProcessFacts[], root: number): readonly ProcessFacts[] {
  const tree = processes.filter(({ pid }) => pid === root);
  for (let at = 0; at < tree.length; at += 1) {
    tree.push(...processes.filter(({ parent }) => parent === tree[at]?.pid));
  }
  return tree;
}

/** Resident memory in MB of a process with all below it, without the launcher at its root: that only waits for the end. */
export function sumResidentMb(tree: readonly ProcessFacts[]): number {
  const [, ...below] = tree;
  return (below.length > 0 ? below : tree).reduce((sum, { pid }) => sum + findResidentKb(pid), 0) / 1_024;
}

function findResidentKb(pid: number): number {
  try {
    const [, kilobytes] =
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, "latin1")) ?? [];
    return Number(kilobytes ?? 0);
  } catch {
    return 0;
  }
}
