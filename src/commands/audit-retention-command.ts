// `npm run audit:retention`: removes entries of the access log that are older than ACCESS_LOG_RETENTION_YEARS. The gateway
// does the same once a day.
import { Command } from "commander";
import { systemClock } from "../shared/clock.js";
import { toRetentionStart } from "../store/keep-access-log.js";
import { openAuditedStore } from "./open-audited-store.js";
import { runCommand } from "./run-command.js";

new Command("audit:retention")
  .description("Removes old entries of the access log (docs/access-log.md).")
  .parse();

await runCommand(async () => {
  await using audited = await openAuditedStore();
  const years = audited.settings.accessLogRetentionYears;
  const before = toRetentionStart(systemClock.now(), years);
  const { entries, segmentsWithoutKey } = await audited.store.removeOldAccessEntries(before);
  process.stdout.write(`${String(entries)} entries from before ${before} were removed.\n`);
  if (segmentsWithoutKey.length > 0) {
    process.exitCode = 1;
    process.stdout.write(
      `Old entries stay in segments whose key is not in the key ring: ${segmentsWithoutKey.join(", ")}.\n`,
    );
  }
});
