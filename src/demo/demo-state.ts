// What a running demo tells the other commands (token, import): a file in the data directory, readable by its owner only,
// because the URLs hold a password.
import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { OperatorError } from "../shared/operator-error.js";
import { findStartTicks, isRunning } from "./postgres/process-info.js";

const stateSchema = z.object({
  pid: z.number(),
  /** Start of the process, so that another one of the same number is not taken for it. */
  startTicks: z.string().optional(),
  /** Where the gateway listens; absent until it does. */
  gatewayUrl: z.string().optional(),
  /** Connection URLs by the names of their settings: `CRM_URL`, …, `DATABASE_URL`. */
  urls: z.record(z.string(), z.string()),
});

/** State of a running demo. */
export type DemoState = z.infer<typeof stateSchema>;

function stateFile(dataDir: string): string {
  return join(dataDir, "demo.json");
}

/** Writes the state of this process's demo in one step. */
export async function writeDemoState(
  dataDir: string,
  state: Pick<DemoState, "urls" | "gatewayUrl">,
): Promise<void> {
  const file = stateFile(dataDir);
  const draft = `${file}.${randomUUID()}`;
  const whole: DemoState = { pid: process.pid, startTicks: findStartTicks(process.pid), ...state };
  await writeFile(draft, `${JSON.stringify(whole, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

/** Removes the state when the demo stops. */
export async function removeDemoState(dataDir: string): Promise<void> {
  await rm(stateFile(dataDir), { force: true });
}

/** The demo that runs on a data directory; undefined when none does. */
export async function findRunningDemo(dataDir: string): Promise<DemoState | undefined> {
  const text = await readFile(stateFile(dataDir), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new OperatorError(`The state of the demo cannot be read: ${stateFile(dataDir)}`, { cause: error });
  });
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const state = stateSchema.safeParse(json).data;
  if (state === undefined || !isRunning(state.pid)) return undefined;
  return findStartTicks(state.pid) === state.startTicks ? state : undefined;
}
