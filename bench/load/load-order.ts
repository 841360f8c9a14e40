// What the load's process is told and what it answers.
import type { ContenderRequest } from "../contenders/contender.js";

/** One stretch of load. */
export interface LoadOrder {
  readonly port: number;
  /** Whole HTTP requests; after the last one the first comes again. */
  readonly requests: readonly string[];
  readonly connections: number;
  readonly milliseconds: number;
}

/** What became of it. */
export interface LoadResult {
  readonly requests: number;
  /** Answers that were no 200, told of errors or did not come. */
  readonly errors: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** A request as it stands on the wire. */
export function toWireText({ method, path, headers, body }: ContenderRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = method === "POST" ? `content-length: ${String(Buffer.byteLength(body))}\r\n` : "";
  return `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join("")}${length}\r\n${body}`;
}
