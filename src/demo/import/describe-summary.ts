import { basename } from "node:path";
import type { ImportSummary } from "./import-file.js";

const shownReasons = 5;

/** What an import did, in lines for the terminal; values of rows are not in it. */
export function describeSummary(
  summary: ImportSummary,
  {
    file,
    target,
    report,
  }: { readonly file: string; readonly target: string; readonly report: string | undefined },
): string {
  const { accepted, added, changed, unchanged, rejected, skipped, refusals } = summary;
  const lines = [
    `${basename(file)} into ${target}`,
    `  accepted ${accepted} (new ${added}, changed ${changed}, unchanged ${unchanged})`,
    `  rejected ${rejected}${rejected === 0 ? "" : report === undefined ? ", see them all with --report <file>" : `, see ${report}`}`,
    ...refusals
      .slice(0, shownReasons)
      .map(
        ({ reason, rows, firstLine }) =>
          `    ${rows === 1 ? "line" : `${rows} rows, first in line`} ${firstLine}: ${reason}`,
      ),
  ];
  if (refusals.length > shownReasons) lines.push(`    and ${refusals.length - shownReasons} more reasons`);
  if (skipped > 0) lines.push(`  left out by the mapping ${skipped}`);
  return `${lines.join("\n")}\n`;
}
