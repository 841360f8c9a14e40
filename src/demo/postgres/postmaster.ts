// The PostgreSQL server as it stands in `postmaster.pid`: whether it lives, whether it is ours, and how it is stopped.
import { readFile, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { OperatorError } from "../../shared/operator-error.js";
import { findCommandLine, findWorkingDirectory, isRunning } from "./process-info.js";

/** What PostgreSQL writes of itself into its data directory. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

const pollMs = 20;

/** Reads `postmaster.pid`; undefined when there is none or it is not whole yet. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), isReady: lines[7]?.trim() === "ready" };
}

/** The server that runs on this data directory; undefined when the pid file is stale or names another program. */
export async function findRunningPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const postmaster = await findPostmaster(cluster);
  if (postmaster === undefined || !isRunning(postmaster.pid)) return undefined;
  const folder = await realpath(cluster);
  const command = findCommandLine(postmaster.pid) ?? [];
  // The server works inside its data directory; where /proc hides that, its command line names it.
  const isOurs =
    findWorkingDirectory(postmaster.pid) === folder ||
    (command.some((part) => part.endsWith("postgres")) &&
      (command.includes(folder) || command.includes(cluster)));
  return isOurs ? postmaster : undefined;
}

/**
 * Makes a pid file harmless that names a living process which is not the server: PostgreSQL would refuse to start. It
 * ignores its own parent's number, and so the rest of the file still guards against backends that are left over.
 */
export async function disarmStalePidFile(cluster: string): Promise<void> {
  const postmaster = await findPostmaster(cluster);
  if (postmaster === undefined || !isRunning(postmaster.pid)) return;
  const file = join(cluster, "postmaster.pid");
  const [, ...rest] = (await readFile(file, "utf8")).split("\n");
  await writeFile(file, [process.pid, ...rest].join("\n"));
}

/** Waits until the process has ended; false when the time ran out. */
export async function waitForEnd(pid: number, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (isRunning(pid)) {
    if (performance.now() > end) return false;
    await delay(pollMs);
  }
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // ESRCH: it ended by itself in the meantime.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Stops a server: fast shutdown (clean), and after `timeoutMs` the immediate one (recovers at the next start). */
export async function stopPostmaster(pid: number, timeoutMs = 10_000): Promise<void> {
  send(pid, "SIGINT");
  if (await waitForEnd(pid, timeoutMs)) return;
  send(pid, "SIGQUIT");
  if (await waitForEnd(pid, timeoutMs)) return;
  throw new OperatorError(`PostgreSQL (process ${pid}) does not stop.`);
}
