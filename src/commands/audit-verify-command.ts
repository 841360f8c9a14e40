// `npm run audit:verify`: proves that nothing in the access log was changed, added or removed, or says where. Exit code 1: it was.
import { Command } from "commander";
import { findAnchor } from "../domains/audit/access-anchor.js";
import type { AccessFault } from "../domains/audit/access-fault.js";
import { verifyAccessLog } from "../domains/audit/verify-access-log.js";
import { OperatorError } from "../shared/operator-error.js";
import { openAuditedStore } from "./open-audited-store.js";
import { runCommand } from "./run-command.js";

const command = new Command("audit:verify")
  .description("Verifies the access log (docs/access-log.md).")
  .option("--expect <anchor>", "an anchor of earlier, which must still be contained in the log")
  .parse();

await runCommand(async () => {
  const { expect: text } = command.opts<{ expect?: string }>();
  const expected = text === undefined ? undefined : findAnchor(text);
  if (text !== undefined && expected === undefined) {
    throw new OperatorError(
      `--expect: "${text}" is no anchor; the log of the gateway and this command print them.`,
    );
  }
  await using audited = await openAuditedStore();
  const startedAt = performance.now();
  const found = await audited.store.scanAccessLog((scan) =>
    verifyAccessLog(audited.keys, scan, expected === undefined ? {} : { expected }),
  );
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(
    `${String(found.entries)} entries in ${String(found.segments)} segments, ${seconds} s\n` +
      (found.anchor === undefined ? "" : `head ${found.anchor}\n`),
  );
  if (found.faultCount === 0) {
    process.stdout.write(
      `The access log is whole${expected === undefined ? "" : ", and contains the anchor"}.\n`,
    );
    return;
  }
  process.exitCode = 1;
  for (const fault of found.faults) process.stdout.write(`${toLine(fault)}\n`);
  const more = found.faultCount - found.faults.length;
  process.stdout.write(
    `${String(found.faultCount)} faults${more > 0 ? `, ${String(more)} of them not shown` : ""}.\n`,
  );
});

function toLine({ kind, segment, sequence, through, detail }: AccessFault): string {
  const entries =
    sequence === undefined ? "" : `.${String(sequence)}${through === undefined ? "" : `–${String(through)}`}`;
  const place = segment === undefined ? "" : ` ${String(segment)}${entries}`;
  return `${kind}${place}: ${detail}`;
}
