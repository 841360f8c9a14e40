// The report of refused rows: a CSV file with the line, the reason and the raw text of each.
import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import { ImportFault } from "./import-fault.js";
import type { RefusedRow } from "./table-row.js";

/** Where refused rows go. */
export interface RejectReport {
  readonly add: (rows: readonly RefusedRow[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the report; a report of an earlier run is replaced, also when no row is refused. Throws ImportFault. */
export async function openRejectReport(path: string | undefined): Promise<RejectReport> {
  if (path === undefined) return { add: async () => {}, close: async () => {} };
  const stream = createWriteStream(path);
  const fail = (error: unknown): never => {
    throw new ImportFault(
      `The report ${path} cannot be written (${error instanceof Error ? error.message : "unknown"}).`,
    );
  };
  await once(stream, "open").catch(fail);
  let fault: Error | undefined;
  stream.on("error", (error) => (fault = error));
  stream.write("line,reason,row\n");
  return {
    add: async (rows) => {
      if (fault !== undefined) fail(fault);
      if (rows.length === 0) return;
      const text = rows
        .map(({ line, reason, raw }) => `${line},${toField(reason)},${toField(raw)}\n`)
        .join("");
      if (!stream.write(text)) await Promise.race([once(stream, "drain"), once(stream, "close")]).catch(fail);
    },
    close: async () => {
      stream.end();
      await finished(stream).catch(fail);
    },
  };
}

function toField(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
