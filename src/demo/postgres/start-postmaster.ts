// Starts a server on an existing cluster and waits until it answers.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { OperatorError } from "../../shared/operator-error.js";
import type { Postmaster } from "./postmaster.js";
import { findPostmaster, stopPostmaster } from "./postmaster.js";
import type { RunAs } from "./run-as.js";

/** What a start needs. */
export interface StartOptions {
  readonly cluster: string;
  readonly logFile: string;
  readonly program: string;
  readonly runAs: RunAs;
  readonly settings: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Any free one when left out. */
  readonly port?: number;
}

const pollMs = 20;
const logLines = 20;

/** The environment of PostgreSQL's programs: nothing of the caller's, whose PG* variables would change their meaning. */
export const postgresEnvironment = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

/** A port on the loopback address that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No port was given.");
  return address.port;
}

/** Starts the server, detached, so that Ctrl-C in the terminal reaches only us and we stop it in our order. */
export async function startPostmaster(options: StartOptions): Promise<Postmaster> {
  let failure = "";
  // Between the search for a free port and its use another program may take it.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const port = options.port ?? (await findFreePort());
    const outcome = await tryStart(options, port);
    if (typeof outcome !== "string") return outcome;
    failure = outcome;
    if (!/could not bind|Address already in use/.test(failure)) break;
  }
  throw new OperatorError(`PostgreSQL did not start. The end of ${options.logFile}:\n${failure}`);
}

async function tryStart(options: StartOptions, port: number): Promise<Postmaster | string> {
  const { cluster, program, runAs } = options;
  const settings = Object.entries({ ...options.settings, port: String(port) });
  const [command = program, ...args] = [
    ...runAs.prefix,
    program,
    "-D",
    cluster,
    ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const log = await open(options.logFile, "a", 0o600);
  const { size } = await log.stat();
  const child = spawn(command, args, {
    cwd: "/",
    detached: true,
    env: postgresEnvironment,
    stdio: ["ignore", log.fd, log.fd],
    ...runAs.owner,
  });
  let end: string | undefined;
  child.once("error", (error) => (end = error.message));
  child.once("exit", (code, signal) => (end = `exit ${code ?? signal}`));
  child.unref();
  try {
    const deadline = performance.now() + options.timeoutMs;
    while (end === undefined) {
      const postmaster = await findPostmaster(cluster);
      if (postmaster?.pid === child.pid && postmaster?.isReady) return postmaster;
      if (performance.now() > deadline) {
        if (child.pid !== undefined) await stopPostmaster(child.pid);
        end = `no answer within ${options.timeoutMs} ms`;
      }
      await delay(pollMs);
    }
    const text = (await readFile(options.logFile)).subarray(size).toString("utf8");
    return `${text.trimEnd().split("\n").slice(-logLines).join("\n")}\n(${end})`;
  } finally {
    await log.close();
  }
}
