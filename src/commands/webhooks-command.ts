// `npm run webhooks -- status` and `-- replay`: what other systems were told of triggers, and what they never took.
import { Command } from "commander";
import { toInstant } from "../shared/instant.js";
import { OperatorError } from "../shared/operator-error.js";
import type { Store } from "../store/create-store.js";
import { describeEndpoint } from "./describe-endpoint.js";
import { openAuditedStore } from "./open-audited-store.js";
import { runCommand } from "./run-command.js";

const command = new Command("webhooks");
command
  .command("status")
  .description("Tells of each endpoint what waits, what was delivered, and what it never took.")
  .action(() => withStore(async (store) => (await store.webhooks.listFigures()).map(describeEndpoint)));
command
  .command("replay")
  .description(
    "Has what an endpoint never took told again, in its order; what may not be told any more is left out.",
  )
  .option("--endpoint <name>", "only this one")
  .action(({ endpoint }: { endpoint?: string }) => withStore((store) => replay(store, endpoint)));
await runCommand(async () => {
  await command.parseAsync();
});

async function replay({ webhooks }: Store, endpoint: string | undefined): Promise<readonly string[]> {
  const known = (await webhooks.listFigures()).map((figures) => figures.endpoint);
  if (endpoint !== undefined && !known.includes(endpoint))
    throw new OperatorError(`There is no endpoint ${endpoint}; known are: ${known.join(", ") || "none"}.`);
  const replayed = await webhooks.replayDead(endpoint ?? null, toInstant(new Date()));
  return [`${String(replayed)} will be told again.`];
}

async function withStore(work: (store: Store) => Promise<readonly string[]>): Promise<void> {
  await using audited = await openAuditedStore();
  const lines = await work(audited.store);
  process.stdout.write(lines.length === 0 ? "No endpoint is known yet.\n" : `${lines.join("\n")}\n`);
}
