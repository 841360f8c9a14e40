// What Linux tells of other processes. Numbers of processes come round again, so a process is a pid and its start.
import { readFileSync, readlinkSync } from "node:fs";

/** Whether a process of that number runs; one that has ended but was not yet collected by its parent does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, but belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return readStat(pid)?.state !== "Z";
}

function readStat(pid: number): { state: string; startTicks: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses and may itself hold blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", startTicks: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

/** When the process began, in ticks since the machine's start; undefined when it does not run. */
export function findStartTicks(pid: number): string | undefined {
  return readStat(pid)?.startTicks;
}

/** The command line, one entry an argument; undefined when it cannot be read. */
export function findCommandLine(pid: number): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
  } catch {
    return undefined;
  }
}

/** The working directory; undefined when it cannot be read. */
export function findWorkingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}
