// A program in a process of its own that is killed as a crash does it, and started again.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** What is started. */
export interface KeptProgram {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Whether it does its work. */
  readonly isReady: () => Promise<boolean>;
}

const startTimeoutMs = 90_000;
const stopTimeoutMs = 20_000;

/** A program that runs, or ran. */
export class KeptProcess implements AsyncDisposable {
  #child: ChildProcess | undefined;

  constructor(private readonly program: KeptProgram) {}

  get name(): string {
    return this.program.name;
  }

  /** Starts it, and waits until it is ready. */
  async start(): Promise<void> {
    const { name, command, args, environment = {}, logFile, isReady } = this.program;
    const child = spawn(command, args, {
      env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    const log = createWriteStream(logFile, { flags: "a" });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.once("close", () => log.end());
    for (const endAt = performance.now() + startTimeoutMs; performance.now() < endAt; await delay(50)) {
      if (child.exitCode !== null) throw new Error(`${name} ended by itself; see ${logFile}`);
      if (await isReady().catch(() => false)) return;
    }
    throw new Error(`${name} did not start; see ${logFile}`);
  }

  /** Ends it at once. What it had stored stays. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  /** Asks it to end, as a supervisor does. */
  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  }
}

/** A port that nobody has. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
