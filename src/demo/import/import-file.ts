// One file into one table: lines, records, rows and batches, streamed. Out: what became of every row.
import type { ClientBase } from "pg";
import { compileRow, type RowBuilder } from "./compile-row.js";
import { ImportFault, RowRefused } from "./import-fault.js";
import { ImportMemory } from "./import-memory.js";
import type { Mapping } from "./mapping-schema.js";
import { type LookupPlaces, readLookups } from "./read-lookup.js";
import { readLines } from "./read-lines.js";
import { type CsvRecord, RecordReader } from "./read-records.js";
import type { RejectReport } from "./reject-report.js";
import type { RefusedRow, TableRow } from "./table-row.js";
import { checkValues, readTargetColumns } from "./target-table.js";
import { type BatchResult, BatchWriter } from "./write-batch.js";

/** How often each reason refused a row, and where first. */
export interface RefusalCount {
  readonly reason: string;
  readonly rows: number;
  readonly firstLine: number;
}

/** What an import did. Accepted are added, changed and unchanged rows together; skipped ones the mapping does not want. */
export interface ImportSummary {
  readonly accepted: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly rejected: number;
  readonly refusals: readonly RefusalCount[];
}

/** One import. `client` is connected to the source database. */
export interface ImportFileOptions {
  readonly client: ClientBase;
  readonly mapping: Mapping;
  readonly places: LookupPlaces;
  readonly report: RejectReport;
  readonly onBytes?: (read: number, total: number) => void;
}

const batchRows = 2000;

/** Imports a file. Throws ImportFault; batches before the fault stay, and a new run goes on from there. */
export async function importFile({
  client,
  mapping,
  places,
  report,
  onBytes,
}: ImportFileOptions): Promise<ImportSummary> {
  const lookups = await readLookups(mapping, places);
  const target = await readTargetColumns(client, mapping);
  const memory = new ImportMemory(
    client,
    mapping.key.map((name) => target.findIndex((column) => column.name === name)),
  );
  await memory.open();
  const writer = new BatchWriter(client, memory, mapping.table, target, mapping.key);
  const tally = new Tally();
  const reader = new RecordReader(mapping.file);
  let builder: RowBuilder | undefined;

  const importBatch = async (records: readonly CsvRecord[]): Promise<void> => {
    if (reader.columns === undefined) return;
    builder ??= compileRow(mapping, reader.columns, {
      timeZone: mapping.timeZone,
      yearsFrom: mapping.yearsFrom,
      lookups,
    });
    const { hashOf } = builder;
    const readable = records.filter(({ fault }) => fault === undefined);
    const occurrences =
      hashOf === undefined
        ? undefined
        : await memory.countOccurrences(readable.map(({ fields }) => hashOf(fields)));
    const rows: TableRow[] = [];
    const refused: RefusedRow[] = [];
    let readableIndex = 0;
    for (const { line, raw, fields, fault } of records) {
      const occurrence = fault === undefined ? (occurrences?.[readableIndex++] ?? 1) : 1;
      try {
        if (fault !== undefined) throw new RowRefused(fault);
        if (!builder.isWanted(fields)) {
          tally.skipped += 1;
          continue;
        }
        const values = builder.build({ fields, occurrence });
        checkValues(target, values);
        rows.push({ line, raw, values });
      } catch (error) {
        if (!(error instanceof RowRefused)) throw error;
        refused.push({ line, raw, reason: error.message });
      }
    }
    const written = await writer.write(rows);
    tally.add(written);
    await tally.refuse([...refused, ...written.refused], report);
  };

  let waiting: CsvRecord[] = [];
  const lines = readLines(places.filePath, {
    encoding: mapping.file.encoding,
    ...(onBytes === undefined ? {} : { onBytes }),
  });
  for await (const part of lines) {
    waiting.push(...reader.push(part));
    while (waiting.length >= batchRows) {
      await importBatch(waiting.slice(0, batchRows));
      waiting = waiting.slice(batchRows);
    }
  }
  await importBatch([...waiting, ...reader.end()]);
  if (reader.columns === undefined) throw new ImportFault(`${places.filePath} is empty: there is no header.`);
  return tally.summary();
}

class Tally {
  skipped = 0;
  private written: BatchResult = { added: 0, changed: 0, unchanged: 0, refused: [] };
  private readonly refusals = new Map<string, { rows: number; firstLine: number }>();

  add({ added, changed, unchanged }: BatchResult): void {
    const before = this.written;
    this.written = {
      added: before.added + added,
      changed: before.changed + changed,
      unchanged: before.unchanged + unchanged,
      refused: [],
    };
  }

  async refuse(rows: readonly RefusedRow[], report: RejectReport): Promise<void> {
    const sorted = rows.toSorted((left, right) => left.line - right.line);
    for (const { line, reason } of sorted) {
      // Line numbers inside a reason would make every contradiction a reason of its own.
      const kind = reason.replace(/ in line \d+$/, " in an earlier line");
      const count = this.refusals.get(kind);
      if (count === undefined) this.refusals.set(kind, { rows: 1, firstLine: line });
      else count.rows += 1;
    }
    await report.add(sorted);
  }

  summary(): ImportSummary {
    const { added, changed, unchanged } = this.written;
    const refusals = [...this.refusals].map(([reason, count]) => ({ reason, ...count }));
    const rejected = refusals.reduce((sum, { rows }) => sum + rows, 0);
    return {
      accepted: added + changed + unchanged,
      added,
      changed,
      unchanged,
      skipped: this.skipped,
      rejected,
      refusals: refusals.toSorted((left, right) => right.rows - left.rows),
    };
  }
}
