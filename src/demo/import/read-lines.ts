// Files as numbered lines: plain or gzip, any encoding that iconv knows, in parts of the size of a read, with constant memory.
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import iconv from "iconv-lite";
import { ImportFault } from "./import-fault.js";

/** A line without its end. `fault`: why its text cannot be trusted. */
export interface Line {
  readonly number: number;
  readonly text: string;
  readonly fault?: string;
}

/** What a reader of lines needs to know. `onBytes` hears of bytes read from disk (compressed ones of a .gz). */
export interface ReadLinesOptions {
  readonly encoding: string;
  readonly onBytes?: (read: number, total: number) => void;
  readonly maxLineBytes?: number;
}

/** Reads a file in parts of several lines. Throws ImportFault when the file cannot be read or its compression is broken. */
export async function* readLines(path: string, options: ReadLinesOptions): AsyncGenerator<readonly Line[]> {
  const splitter = new LineSplitter(options.encoding, options.maxLineBytes ?? 1_048_576);
  try {
    for await (const chunk of await openBytes(path, options)) yield splitter.push(chunk);
    yield splitter.end();
  } catch (error) {
    if (error instanceof ImportFault) throw error;
    const reason = error instanceof Error ? error.message : "unknown";
    throw new ImportFault(`${path} cannot be read after line ${splitter.lineNumber} (${reason}).`);
  }
}

async function openBytes(
  path: string,
  { encoding, onBytes }: ReadLinesOptions,
): Promise<AsyncIterable<Buffer>> {
  const { isGzip, total } = await inspect(path);
  let read = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      read += chunk.length;
      onBytes?.(read, total);
      yield chunk;
    }
  }
  let bytes: AsyncIterable<Buffer> = counted();
  // The callback is empty because a fault of the pipeline also ends the iteration over its last stream.
  if (isGzip) bytes = pipeline(Readable.from(bytes), createGunzip(), () => {});
  return isSplitByBytes(encoding) ? bytes : toUtf8(bytes, encoding);
}

async function inspect(path: string): Promise<{ readonly isGzip: boolean; readonly total: number }> {
  const found = await stat(path).catch((error: unknown) => {
    throw new ImportFault(
      `The file ${path} cannot be read (${error instanceof Error ? error.message : "unknown"}).`,
    );
  });
  if (!found.isFile()) throw new ImportFault(`${path} is no file.`);
  await using handle = await open(path);
  const start = Buffer.alloc(2);
  await handle.read(start, 0, 2, 0);
  return { isGzip: start[0] === 0x1f && start[1] === 0x8b, total: found.size };
}

/** In UTF-16 and UTF-32 the byte of a line feed is a part of other letters too. */
function isSplitByBytes(encoding: string): boolean {
  return !/^(?:utf-?16|utf-?32|ucs-?2)/i.test(encoding);
}

async function* toUtf8(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = iconv.getDecoder(encoding);
  for await (const chunk of bytes) yield Buffer.from(decoder.write(chunk));
  yield Buffer.from(decoder.end() ?? "");
}

class LineSplitter {
  lineNumber = 0;
  private rest: Buffer[] = [];
  private restBytes = 0;
  private readonly encoding: string;

  constructor(
    encoding: string,
    private readonly maxLineBytes: number,
  ) {
    this.encoding = isSplitByBytes(encoding) ? encoding : "utf-8";
  }

  push(chunk: Buffer): readonly Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      lines.push(this.finish(chunk.subarray(start, end)));
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
    return lines;
  }

  end(): readonly Line[] {
    return this.restBytes === 0 ? [] : [this.finish(Buffer.alloc(0))];
  }

  /** Of a line that is longer than allowed only the start is kept. */
  private keep(part: Buffer): void {
    if (part.length === 0) return;
    if (this.restBytes <= this.maxLineBytes) this.rest.push(Buffer.from(part));
    this.restBytes += part.length;
  }

  private finish(last: Buffer): Line {
    this.keep(last);
    const isTooLong = this.restBytes > this.maxLineBytes;
    const bytes = this.rest.length === 1 ? (this.rest[0] ?? last) : Buffer.concat(this.rest);
    this.rest = [];
    this.restBytes = 0;
    this.lineNumber += 1;
    const number = this.lineNumber;
    if (isTooLong) {
      const text = iconv.decode(bytes.subarray(0, 1000), this.encoding);
      return { number, text, fault: `the line is longer than ${this.maxLineBytes} bytes` };
    }
    let text = iconv.decode(bytes, this.encoding, { stripBOM: number === 1 });
    if (text.endsWith("\r")) text = text.slice(0, -1);
    return text.includes("\ufffd")
      ? { number, text, fault: `the line is not valid ${this.encoding} text` }
      : { number, text };
  }
}
