// The npm process above this one, found in /proc. Elsewhere than on Linux nothing is found and nothing is watched.
import { readFileSync, readlinkSync, realpathSync } from "node:fs";

const highest = 4;

function readStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses and may itself hold blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0], parent: Number(fields[1]), startTicks: fields[19] };
  } catch {
    return undefined;
  }
}

function findProgram(pid) {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}

/** The npm (or another package runner) that started this process: its pid and start time. */
export function findPackageRunner() {
  const { npm_lifecycle_event: script, npm_node_execpath: runnerNode } = process.env;
  if (!script || !runnerNode) return undefined;
  let program;
  try {
    program = realpathSync(runnerNode);
  } catch {
    return undefined;
  }
  let pid = process.ppid;
  for (let level = 0; level < highest && pid > 1; level += 1) {
    const stat = readStat(pid);
    if (!stat) return undefined;
    // Between npm and us stands at most a shell.
    if (findProgram(pid) === program) return { pid, startTicks: stat.startTicks };
    pid = stat.parent;
  }
  return undefined;
}

/** Whether that very process still runs: pids come round again, and one that was killed may wait as a zombie. */
export function isAlive({ pid, startTicks }) {
  const stat = readStat(pid);
  return stat !== undefined && stat.startTicks === startTicks && stat.state !== "Z";
}
