// Starts a contender's program in a process of its own and waits until it says where it listens.
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { OperatorError } from "../../src/shared/operator-error.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const startTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;
const maxWords = 2_000;

/** A program that was started. */
export interface StartedProgram extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  /** The end of what it has said so far. */
  readonly findWords: () => Promise<string>;
}

/** What is started. */
export interface ProgramOptions {
  readonly name: string;
  readonly file: string;
  readonly args?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Answers the port when the program is ready; by default from its line `listening <port>`. */
  readonly findPort?: (output: string) => Promise<number | undefined>;
}

/** Starts a TypeScript program by the project's launcher, as `npm start` does. */
export async function startProgram(options: ProgramOptions): Promise<StartedProgram> {
  const { name, logFile, findPort = findReportedPort } = options;
  const child = spawn(process.execPath, ["bin/launch.mjs", options.file, ...(options.args ?? [])], {
    cwd: root,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      NODE_ENV: "production",
      ...options.environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = createWriteStream(logFile, { flags: "w", mode: 0o600 });
  child.stderr.pipe(log, { end: false });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (output.length < 100_000) output += text;
    log.write(text);
  });
  // A run that is cut off must not leave anybody behind who goes on reading.
  const killAtExit = (): void => void child.kill("SIGTERM");
  process.once("exit", killAtExit);
  const exit = new Promise<void>((resolve) =>
    child.once("exit", () => {
      process.removeListener("exit", killAtExit);
      resolve();
    }),
  );
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
    await exit;
    clearTimeout(timer);
    await new Promise<void>((resolve) => log.end(resolve));
  };
  const findWords = async (): Promise<string> =>
    (await readFile(logFile, "utf8").catch(() => "")).slice(-maxWords);
  const endAt = performance.now() + startTimeoutMs;
  for (let port: number | undefined; performance.now() < endAt && child.exitCode === null;) {
    port = await findPort(output);
    if (port !== undefined && child.pid !== undefined) {
      return { pid: child.pid, port, findWords, [Symbol.asyncDispose]: stop };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new OperatorError(`${name} did not start. It said:\n${await findWords()}`);
}

async function findReportedPort(output: string): Promise<number | undefined> {
  const [, port] = /^listening (\d+)$/m.exec(output) ?? [];
  return port === undefined ? undefined : Number(port);
}
