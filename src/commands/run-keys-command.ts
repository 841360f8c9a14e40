// What the commands of keys do: options, the gateway's database and its keys, then counting or changing rows.
import { Command, CommanderError } from "commander";
import { parseSettings, type Environment } from "../config/parse-settings.js";
import { findRunningDemo } from "../demo/demo-state.js";
import { createIdentifierCipher } from "../security/create-identifier-cipher.js";
import { createMasterKey, toKeyText, type KeyRing } from "../security/key-ring.js";
import { getKeyRing } from "../security/open-key-ring.js";
import { systemClock } from "../shared/clock.js";
import { OperatorError } from "../shared/operator-error.js";
import { createStore, type Store } from "../store/create-store.js";
import { describeKeyUsage } from "./describe-key-usage.js";

/** What a command is run with; `output` gets the result, `progress` the way to it. */
export interface KeysSurroundings {
  readonly environment: Environment;
  readonly output: (text: string) => void;
  readonly progress: (text: string) => void;
}

/** Runs one command; throws OperatorError. */
export async function runKeysCommand(argv: readonly string[], surroundings: KeysSurroundings): Promise<void> {
  const { output } = surroundings;
  const command = new Command("keys")
    .exitOverride()
    .configureOutput({ writeOut: output, writeErr: () => undefined });
  command
    .command("new")
    .description("Prints a fresh master key; it is written nowhere.")
    .action(() => output(`${toKeyText(createMasterKey(systemClock.now()))}\n`));
  command
    .command("status")
    .description("Tells how many rows need which key.")
    .action(() =>
      withStore(surroundings, async (store, ring) => {
        output(describeKeyUsage(await store.keys.countRows(), ring.keyIds));
      }),
    );
  command
    .command("rotate")
    .description("Changes every row to the first key, while the gateway runs.")
    .option("--lookup", "also makes the keyed hashes anew", false)
    .option("--batch <rows>", "rows in one transaction", parseCount, 500)
    .option("--pause <ms>", "pause between two batches in milliseconds", parseCount, 0)
    .action((options: { lookup: boolean; batch: number; pause: number }) => rotate(options, surroundings));
  for (const part of command.commands) part.copyInheritedSettings(command);
  try {
    await command.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    throw new OperatorError(`${error.message}\n\n${command.helpInformation()}`.trimEnd());
  }
}

async function rotate(
  options: { readonly lookup: boolean; readonly batch: number; readonly pause: number },
  surroundings: KeysSurroundings,
): Promise<void> {
  await withStore(surroundings, async (store) => {
    const report = await store.keys.rotate({
      withLookup: options.lookup,
      batchSize: Math.max(1, options.batch),
      pauseMs: options.pause,
      onProgress: ({ step, changed }) =>
        surroundings.progress(`${step === "seal" ? "sealed" : "hashed"} ${String(changed)}\n`),
    });
    const hashed = options.lookup ? `, ${String(report.hashed)} hashed anew` : "";
    surroundings.output(`Key ${report.keyId}: ${String(report.sealed)} rows sealed anew${hashed}.\n`);
    if (report.unreadable > 0) {
      surroundings.output(
        `${String(report.unreadable)} rows do not open and stay as they are: their key is missing, or they were changed (docs/keys.md).\n`,
      );
    }
  });
}

async function withStore(
  { environment }: KeysSurroundings,
  work: (store: Store, ring: KeyRing) => Promise<void>,
): Promise<void> {
  const settings = parseSettings({ ...environment, NODE_ENV: undefined });
  const ring = await getKeyRing(settings);
  const url = settings.databaseUrl ?? (await findRunningDemo(settings.dataDir))?.urls["DATABASE_URL"];
  if (url === undefined) {
    throw new OperatorError(
      `No demo runs on ${settings.dataDir} (DATA_DIR): start it with "npm start", or give the gateway's database in DATABASE_URL.`,
    );
  }
  const store = await createStore({ url, cipher: createIdentifierCipher(ring), maxConnections: 2 });
  try {
    await work(store, ring);
  } finally {
    await store.close();
  }
}

function parseCount(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new OperatorError(`${text} is not a number from 0 to 999999.`);
  return Number(text);
}
