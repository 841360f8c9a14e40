// What `npm run dead-letters` does. Lists tell nothing of what was sent; showing it
// is asked for by name, and stands in the access log.
import { Command, InvalidArgumentError } from "commander";
import type { Environment } from "../config/parse-settings.js";
import type { KeptLetter, LetterFilter } from "../domains/ingest/dead-letter.js";
import { createIngest } from "../ingest/ingest-events.js";
import { replayLetter } from "../ingest/replay-letters.js";
import { silentLogger } from "../observability/logger.js";
import { systemClock } from "../shared/clock.js";
import { OperatorError } from "../shared/operator-error.js";
import type { Store } from "../store/create-store.js";
import { openAuditedStore } from "./open-audited-store.js";
import { showLetter } from "./show-letter.js";

const pageSize = 200;

interface Selection {
  readonly reason?: string;
  readonly source?: string;
  readonly all?: boolean;
}

/** What the command is run with. */
export interface DeadLettersSurroundings {
  readonly environment: Environment;
  readonly output: (text: string) => void;
}

/** Runs one command; answers whether all that was asked for was done. Throws OperatorError. */
export async function runDeadLettersCommand(
  argv: readonly string[],
  { environment, output }: DeadLettersSurroundings,
): Promise<boolean> {
  const print = (line: string): void => output(`${line}\n`);
  const withStore = async (work: (store: Store) => Promise<void>): Promise<void> => {
    await using audited = await openAuditedStore(environment);
    await work(audited.store);
  };
  let isDone = true;
  const command = new Command("dead-letters");
  select(command.command("list"))
    .description("Lists them, oldest first, without what was sent.")
    .action((filter: Selection) =>
      withStore(async ({ deadLetters }) => {
        let count = 0;
        for await (const letter of walk(toFilter([], { ...filter, all: true }), (...asked) =>
          deadLetters.list(...asked),
        )) {
          print(describe(letter));
          count += 1;
        }
        print(`${String(count)} dead letters.`);
      }),
    );
  command
    .command("show")
    .description("Shows one. What was sent is shown with --reveal, which is written into the access log.")
    .argument("<id>", "as list tells it", parseId)
    .option("--reveal", "shows what was sent: personal data")
    .option("--account <name>", "who looks; needed with --reveal")
    .action((id: string, { reveal, account }: { reveal?: boolean; account?: string }) =>
      withStore(async ({ deadLetters, accessLog, identities }) => {
        const [letter] = await deadLetters.open({ ids: [id] }, 1);
        if (letter === undefined) throw new OperatorError(`There is no dead letter ${id}.`);
        if (reveal === true && account === undefined)
          throw new OperatorError("--account: say who looks; the access log keeps it.");
        print(describe(letter));
        if (reveal !== true || account === undefined) return;
        await accessLog.open();
        print(await showLetter(letter, { accessLog, identities, now: systemClock.now(), account }));
      }),
    );
  select(command.command("replay"))
    .description("Takes them once more; those that are taken are gone, the others tell why not.")
    .argument("[ids...]", "as list tells them")
    .action((ids: readonly string[], filter: Selection) =>
      withStore(async ({ unitOfWork, identities: identityStore, deadLetters }) => {
        const ingest = createIngest({ unitOfWork, identityStore, clock: systemClock, logger: silentLogger });
        for await (const letter of walk(toFilter(ids, filter), (...asked) => deadLetters.open(...asked))) {
          const { id, status, reason } = await replayLetter(letter, { ingest, deadLetters });
          print([id, status, reason ?? ""].join("  ").trimEnd());
          if (status === "REJECTED") isDone = false;
        }
      }),
    );
  select(command.command("drop"))
    .description("Removes them for good.")
    .argument("[ids...]", "as list tells them")
    .action((ids: readonly string[], filter: Selection) =>
      withStore(async ({ deadLetters }) => {
        let count = 0;
        for await (const { id } of walk(toFilter(ids, filter), (...asked) => deadLetters.list(...asked)))
          count += (await deadLetters.drop([id])).length;
        print(`${String(count)} dead letters were removed.`);
      }),
    );
  await command.parseAsync([...argv], { from: "user" });
  return isDone;
}

function select(part: Command): Command {
  return part
    .option("--reason <code>", "only those with this reason, e.g. INVALID_TIME")
    .option("--source <name>", "only those of this sender")
    .option("--all", "all of them");
}

/** Which letters a command changes has to be said. */
function toFilter(ids: readonly string[], { all, ...filter }: Selection): LetterFilter {
  if (ids.length > 0) return { ...filter, ids: ids.map(parseId) };
  if (all !== true && filter.reason === undefined && filter.source === undefined)
    throw new OperatorError("Say which: ids, --reason, --source or --all.");
  return filter;
}

/** Everything that is there now; what comes while this runs is left for the next time. */
async function* walk<Letter extends KeptLetter>(
  filter: LetterFilter,
  load: (filter: LetterFilter, limit: number, afterId?: string) => Promise<readonly Letter[]>,
): AsyncGenerator<Letter, void, void> {
  for (let afterId: string | undefined; ;) {
    const page = await load(filter, pageSize, afterId);
    yield* page;
    afterId = page.at(-1)?.id;
    if (page.length < pageSize) return;
  }
}

function describe({ id, receivedAt, door, source, reason, message, count, isWhole }: KeptLetter): string {
  const parts = [id, receivedAt, door, source ?? "–", `${reason}: ${message}`];
  return [...parts, ...(count > 1 ? [`${String(count)} times`] : []), ...(isWhole ? [] : ["cut"])].join("  ");
}

function parseId(text: string): string {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw new InvalidArgumentError("Ids are whole numbers.");
  return text;
}
