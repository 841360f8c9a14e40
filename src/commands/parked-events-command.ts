// `npm run parked-events`: the events on which a reaction kept failing, and the wish that it tries again (docs/operations.md).
import { Command, InvalidArgumentError } from "commander";
import { toReplayTimer } from "../reactions/replay-parked-event.js";
import { systemClock } from "../shared/clock.js";
import { toInstant } from "../shared/instant.js";
import { OperatorError } from "../shared/operator-error.js";
import { openAuditedStore } from "./open-audited-store.js";
import { runCommand } from "./run-command.js";

const command = new Command("parked-events");
command
  .command("list", { isDefault: true })
  .description("Tells of each parked event which reaction failed on it, since when and why.")
  .action(list);
command
  .command("replay")
  .description("Has the workers try parked events again; all of them, or those with these cursors.")
  .argument("[cursors...]", "cursors as the list shows them", parseCursor, [])
  .action(replay);
await runCommand(async () => {
  await command.parseAsync();
});

function parseCursor(text: string, before: readonly bigint[]): readonly bigint[] {
  if (!/^\d{1,19}$/.test(text)) throw new InvalidArgumentError("A cursor is a number.");
  return [...before, BigInt(text)];
}

async function list(): Promise<void> {
  await using audited = await openAuditedStore();
  const parked = await audited.store.parkedEvents.listParked();
  const lines = parked.map(
    ({ cursor, reaction, eventType, parkedAt, failures, reason }) =>
      `${String(cursor)}  ${reaction}  ${eventType}  ${parkedAt}  failed ${String(failures)} times  ${reason}\n`,
  );
  process.stdout.write(lines.length === 0 ? "No event is parked.\n" : lines.join(""));
}

async function replay(cursors: readonly bigint[]): Promise<void> {
  await using audited = await openAuditedStore();
  const { parkedEvents, unitOfWork } = audited.store;
  const parked = await parkedEvents.listParked();
  const chosen = parked.filter(({ cursor }) => cursors.length === 0 || cursors.includes(cursor));
  const missing = cursors.filter((cursor) => !parked.some((one) => one.cursor === cursor));
  if (missing.length > 0)
    throw new OperatorError(`No event is parked with the cursor ${missing.join(", ")}.`);
  const at = toInstant(systemClock.now());
  await unitOfWork.run(({ schedule }) =>
    schedule.at(chosen.map(({ reaction, cursor }) => toReplayTimer(reaction, cursor, at))),
  );
  process.stdout.write(`${String(chosen.length)} parked events are tried again by the workers.\n`);
}
