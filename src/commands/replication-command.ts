// `npm run replication:status` and `replication:drop`: the slots in the sources (docs/replication.md).
import { Command } from "commander";
import { parseSettings } from "../config/parse-settings.js";
import { readEnvironment } from "../config/read-environment.js";
import { findRunningDemo } from "../demo/demo-state.js";
import { OperatorError } from "../shared/operator-error.js";
import { sources } from "../sources/index.js";
import type { ConnectedReplication } from "../sources/kit/replication/replication.js";
import type { SlotFigures } from "../sources/kit/replication/replication-status.js";
import { runCommand } from "./run-command.js";

const timeoutMs = 30_000;
/** A slot that another session reads from. */
const objectInUse = "55006";

const command = new Command("replication");
command
  .command("status")
  .description("Tells of each slot who reads from it, how far behind it is and what it keeps.")
  .action(() => forEachSource(async (name, { look }) => describe(name, await look(newOptions()))));
command
  .command("drop")
  .description("Drops the slots and publications of all sources; stop the gateways first.")
  .action(() => forEachSource(drop));
await runCommand(async () => {
  await command.parseAsync();
});

function newOptions(): { readonly signal: AbortSignal } {
  return { signal: AbortSignal.timeout(timeoutMs) };
}

async function drop(name: string, replication: ConnectedReplication): Promise<string> {
  try {
    await replication.drop(newOptions());
    return `${name}: dropped`;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === objectInUse)
      throw new OperatorError(`${name}: a gateway reads from the slot. Stop it first.`, { cause: error });
    throw error;
  }
}

function describe(name: string, slot: SlotFigures | undefined): string {
  if (slot === undefined) return `${name}: no slot`;
  const { isActive, walStatus, lagBytes, retainedBytes } = slot;
  const reader = isActive ? "is read" : "nobody reads";
  return `${name}: ${reader}, ${String(lagBytes)} bytes behind, keeps ${String(retainedBytes)} bytes (${walStatus})`;
}

/** Prints a line for each source that has a database and can replicate. */
async function forEachSource(
  work: (name: string, replication: ConnectedReplication) => Promise<string>,
): Promise<void> {
  const environment = { ...readEnvironment(), NODE_ENV: undefined };
  const schemas = sources.map((source) => source.settings);
  const { dataDir, sources: given, replicationPrefix: prefix } = parseSettings(environment, [], schemas);
  const urls = { ...(await findRunningDemo(dataDir))?.urls, ...given };
  const able = sources.filter(
    ({ canReplicate, settings }) => canReplicate && settings.safeParse(urls).success,
  );
  if (able.length === 0) {
    throw new OperatorError(
      `No demo runs on ${dataDir} (DATA_DIR): start it with "npm start", or give the sources' databases (CRM_URL, …).`,
    );
  }
  const options = { replication: { sources: able.map(({ name }) => name), prefix } };
  for (const { name, connect } of able) {
    const source = connect(urls, options);
    try {
      if (source.replication) process.stdout.write(`${await work(name, source.replication)}\n`);
    } finally {
      await source.close();
    }
  }
}
