// The answer to one operation as server-sent events (graphql-sse, "distinct connections"): `next` for each payload, under the
// cursor as its id, and `complete` at the end. What ends it earlier is a `next` with `errors`.
// https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
import type { ServerResponse } from "node:http";
import type { GraphQLFormattedError } from "graphql";
import { toErrorExtensions } from "../observability/report.js";
import type { Clock } from "../shared/clock.js";
import { GatewayError } from "../shared/errors.js";
import { callAt, hasCome } from "./expiry.js";
import type { OperationOutput } from "./running-operation.js";

/** How soon a browser connects again, unless its stream was completed. */
const retryMs = 1_000;
const complete = "event: complete\ndata:\n\n";

/** One stream, bounded like a socket: who heeds `false` makes nothing more for a client that does not read. */
export class SseStream implements OperationOutput {
  #cursor: string | undefined;
  readonly #expiresAt: number;

  /** The head of `response` is written; `expiresAt` is the end of the token. */
  constructor(
    private readonly response: ServerResponse,
    private readonly maxBufferedBytes: number,
    expiresAt: Date,
    private readonly clock: Clock,
  ) {
    this.#expiresAt = expiresAt.getTime();
    response.write(`retry: ${String(retryMs)}\n\n`);
    const giveUp = callAt(this.#expiresAt, clock, () => this.#expire());
    response.once("close", giveUp);
  }

  /** Whether nothing can be sent any more. */
  get isEnded(): boolean {
    return this.response.writableEnded || this.response.destroyed;
  }

  next(json: Buffer, cursor?: string): boolean {
    if (this.isEnded) return true;
    if (hasCome(this.#expiresAt, this.clock)) this.#expire();
    else this.#write(json, cursor);
    return this.response.writableLength <= this.maxBufferedBytes;
  }

  async drained(): Promise<void> {
    const { response } = this;
    if (!response.writableNeedDrain || this.isEnded) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        response.off("drain", end).off("close", end);
        resolve();
      };
      response.on("drain", end).on("close", end);
    });
  }

  end(errors?: readonly GraphQLFormattedError[]): void {
    if (this.isEnded) return;
    if (errors !== undefined) this.#write(Buffer.from(JSON.stringify({ errors })));
    this.response.end(complete);
  }

  /** Says that the line is alive: proxies close what is silent. */
  keepAlive(): void {
    if (!this.isEnded && this.response.writableLength === 0) this.response.write(":\n\n");
  }

  /** Ends it without `complete`: to a client that means "connect again", and EventSource says what it has. */
  sendAway(): void {
    if (!this.isEnded) this.response.end(": The gateway is shutting down; connect again.\n\n");
  }

  /** The client resumes with the cursor, and with a new token. */
  #expire(): void {
    const cursor = this.#cursor === undefined ? {} : { cursor: this.#cursor };
    const fault = new GatewayError("UNAUTHENTICATED", "The token has expired.", cursor);
    this.end([{ message: fault.message, extensions: toErrorExtensions(fault) }]);
  }

  #write(json: Buffer, cursor?: string): void {
    if (cursor !== undefined) this.#cursor = cursor;
    const head = cursor === undefined ? "event: next\ndata: " : `id: ${cursor}\nevent: next\ndata: `;
    // In one piece: a broken connection leaves an event whole or without the empty line that makes it one.
    this.response.write(Buffer.concat([Buffer.from(head), json, Buffer.from("\n\n")]));
  }
}
