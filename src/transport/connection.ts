// One WebSocket connection: what it may send, how much of it, and until when.
import type { Duplex } from "node:stream";
import { CloseCode } from "graphql-ws";
import { WebSocket } from "ws";
import type { Clock } from "../shared/clock.js";
import { callAt, hasCome } from "./expiry.js";

/** Close codes. To clients of graphql-transport-ws most mean "connect again"; 4400, 4401, 4409 and 4429 say that the client is wrong. */
export const closeCodes = {
  goingAway: 1001,
  policyViolation: 1008,
  tryAgainLater: 1013,
  badRequest: CloseCode.BadRequest,
  unauthorized: CloseCode.Unauthorized,
  forbidden: CloseCode.Forbidden,
  subprotocol: CloseCode.SubprotocolNotAcceptable,
  initialisationTimeout: CloseCode.ConnectionInitialisationTimeout,
  subscriberExists: CloseCode.SubscriberAlreadyExists,
  tooManyInitialisations: CloseCode.TooManyInitialisationRequests,
} as const;

/** A connection whose output is bounded, that ends with its token, and after whose end nothing is sent. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #maxBufferedBytes: number;
  readonly #clock: Clock;
  #onEnd: (() => void) | undefined;
  #isEnded = false;
  /** In milliseconds since 1970. */
  #expiresAt = Infinity;
  #giveUpExpiry: (() => void) | undefined;

  /** `stream` is what the socket stands on. */
  constructor(socket: WebSocket, stream: Duplex, maxBufferedBytes: number, clock: Clock) {
    this.#socket = socket;
    this.#stream = stream;
    this.#maxBufferedBytes = maxBufferedBytes;
    this.#clock = clock;
    // Also when the client closes: from then on nobody waits for an answer.
    socket.once("close", () => this.#end());
  }

  /** Whether the connection has ended, by whichever side. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Whether the client has more than the limit still to read. */
  get isFull(): boolean {
    return this.#stream.writableLength > this.#maxBufferedBytes;
  }

  /** Calls when the connection ends; there is one who hears. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  /** Closes the connection at this time. */
  endAt(expiresAt: Date): void {
    if (this.#isEnded) return;
    this.#expiresAt = expiresAt.getTime();
    this.#giveUpExpiry = callAt(this.#expiresAt, this.#clock, () => this.#closeExpired());
  }

  /**
   * Writes a whole frame. False when the client has more than the limit still to read: who heeds that makes nothing more for
   * it, so a client that stops reading holds up itself only. Around `ws`, whose own way takes two writes and a callback for
   * each frame; it writes at once as well, since nothing is compressed, so frames of both ways do not mix.
   */
  sendFrame(frame: Buffer): boolean {
    if (hasCome(this.#expiresAt, this.#clock)) this.#closeExpired();
    else if (this.#socket.readyState === WebSocket.OPEN) this.#stream.write(frame);
    // The socket may be dead before its `close` event; to go on until then could keep that event from ever coming.
    else this.#end();
    return !this.isFull;
  }

  /** Resolves when the client has read what was sent, or the connection is closed. */
  async drained(): Promise<void> {
    const stream = this.#stream;
    if (!stream.writableNeedDrain || this.#isEnded) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        stream.off("drain", end).off("close", end);
        resolve();
      };
      stream.on("drain", end).on("close", end);
    });
  }

  /** Ends the connection: work for it stops at once, even if the client never confirms the closing. */
  close(code: number, reason: string): void {
    if (this.#isEnded) return;
    this.#socket.close(code, reason.slice(0, 120));
    this.#end();
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#giveUpExpiry?.();
    this.#onEnd?.();
  }

  #closeExpired(): void {
    this.close(closeCodes.forbidden, "The token has expired.");
  }
}
