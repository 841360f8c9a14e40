// Lines as CSV records. A broken record costs its own line only: reading goes on with the line after it.
import { ImportFault } from "./import-fault.js";
import type { FileFormat } from "./mapping-schema.js";
import { parseRecord, type ParsedRecord } from "./parse-record.js";
import type { Line } from "./read-lines.js";

/** A record with the number of its first line and its text, or why it is none. */
export interface CsvRecord {
  readonly line: number;
  readonly raw: string;
  readonly fields: readonly string[];
  readonly fault?: string;
}

/** A quoted field may run over that many lines; behind them the quote counts as broken. */
const maxLinesOfRecord = 500;

/** Turns lines into records. The header is the first record and is not among them. */
export class RecordReader {
  /** The names of the columns; undefined until the header was read. */
  columns: readonly string[] | undefined;
  private waiting: Line[] = [];

  constructor(private readonly format: FileFormat) {
    this.columns = format.columns;
  }

  /** The records that are complete with these lines. Throws ImportFault when the header is broken. */
  push(lines: readonly Line[]): readonly CsvRecord[] {
    const records: CsvRecord[] = [];
    for (const line of lines) {
      if (line.number <= this.format.skipLines) continue;
      if (!this.format.embeddedNewlines) {
        if (isRow(line)) this.add(this.close([line], parseLine(line, this.format)), records);
        continue;
      }
      this.waiting.push(line);
      this.takeRecords(records, false);
    }
    return records;
  }

  /** The records that are left when there are no more lines. */
  end(): readonly CsvRecord[] {
    const records: CsvRecord[] = [];
    while (this.waiting.length > 0) this.takeRecords(records, true);
    return records;
  }

  private takeRecords(into: CsvRecord[], isAtEnd: boolean): void {
    while (this.waiting.length > 0) {
      const [first, ...others] = this.waiting;
      if (first === undefined) return;
      if (!isRow(first)) {
        this.waiting = others;
        continue;
      }
      const taken = this.findRecord();
      const canGrow = !isAtEnd && this.waiting.length < maxLinesOfRecord;
      if (taken.parsed.kind === "open" && canGrow) return;
      const record = this.close(this.waiting.slice(0, taken.lines), taken.parsed);
      // A quote that closes somewhere below makes one wrong record of many good lines: only its first line is given up.
      const isFalseStart = record.fault !== undefined && taken.lines > 1;
      this.add(
        isFalseStart ? this.close([first], { kind: "broken", reason: record.fault ?? "" }) : record,
        into,
      );
      this.waiting = this.waiting.slice(isFalseStart ? 1 : taken.lines);
    }
  }

  private add(record: CsvRecord, into: CsvRecord[]): void {
    if (this.columns !== undefined) {
      into.push(record);
      return;
    }
    if (record.fault !== undefined)
      throw new ImportFault(`The header in line ${record.line} is broken: ${record.fault}.`);
    this.columns = record.fields.map((name) => name.normalize("NFC").trim());
  }

  /** The shortest run of waiting lines that closes every quote, or all of them. */
  private findRecord(): { readonly lines: number; readonly parsed: ParsedRecord } {
    const [first] = this.waiting;
    if (first?.fault !== undefined) return { lines: 1, parsed: { kind: "broken", reason: first.fault } };
    let text = first?.text ?? "";
    let parsed = parseRecord(text, this.format);
    let lines = 1;
    while (parsed.kind === "open" && lines < this.waiting.length) {
      text += `\n${this.waiting[lines]?.text ?? ""}`;
      lines += 1;
      // Without a further quote the field stays open.
      if (text.includes(this.format.quote ?? "\n", text.lastIndexOf("\n") + 1))
        parsed = parseRecord(text, this.format);
    }
    return { lines, parsed };
  }

  private close(lines: readonly Line[], parsed: ParsedRecord): CsvRecord {
    const line = lines[0]?.number ?? 0;
    const raw = lines.map(({ text }) => text).join("\n");
    if (parsed.kind !== "fields") return { line, raw, fields: [], fault: parsed.reason };
    const { fields } = parsed;
    if (this.columns === undefined || fields.length === this.columns.length) return { line, raw, fields };
    return { line, raw, fields, fault: `${fields.length} columns instead of ${this.columns.length}` };
  }
}

function parseLine(line: Line, format: FileFormat): ParsedRecord {
  return line.fault === undefined ? parseRecord(line.text, format) : { kind: "broken", reason: line.fault };
}

/** Empty lines are no rows. */
function isRow(line: Line): boolean {
  return line.text !== "" || line.fault !== undefined;
}
