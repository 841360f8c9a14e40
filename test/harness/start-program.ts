// Starts `npm start`'s program as a user does, in a process of its own, and hears what it says.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A program that was started. */
export interface StartedProgram extends AsyncDisposable {
  /** Of the launcher. */
  readonly pid: number;
  /** Everything it has written, both outputs. */
  readonly text: () => string;
  /** Waits until it has written something that fits; throws when it ended before. */
  readonly waitFor: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Its exit code, or the signal that ended it. */
  readonly end: () => Promise<number | NodeJS.Signals | null>;
}

/** Starts a TypeScript program of the project by the launcher, with these variables and nothing of the tests' own. */
export function startProgram(
  file: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): StartedProgram {
  const child = spawn(process.execPath, ["bin/launch.mjs", file, ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  const take = (part: Buffer): void => {
    text += part.toString("utf8");
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const closed = once(child, "close");
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const end = async (): Promise<number | NodeJS.Signals | null> => {
    await closed;
    return child.exitCode ?? child.signalCode;
  };
  return {
    pid: child.pid ?? 0,
    text: () => text,
    waitFor: (pattern) =>
      vi.waitUntil(
        () => {
          const match = pattern.exec(text);
          if (!match && hasEnded()) throw new Error(`The program ended:\n${text}`);
          return match;
        },
        { timeout: 100_000 },
      ),
    kill: (signal) => child.kill(signal),
    end,
    [Symbol.asyncDispose]: async () => {
      if (!hasEnded()) child.kill("SIGTERM");
      await end();
    },
  };
}
