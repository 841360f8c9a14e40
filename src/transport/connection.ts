// One WebSocket connection: what it may send, how much of it, and until when.
import { WebSocket } from "ws";
import type { Clock } from "../shared/clock.js";

/** Close codes. To clients of graphql-transport-ws all but 4400 mean "connect again"; 4401 and 4500 would be fatal to them. */
export const closeCodes = {
  goingAway: 1001,
  policyViolation: 1008,
  tryAgainLater: 1013,
  badRequest: 4400,
  forbidden: 4403,
} as const;

// setTimeout takes 31 bits; a longer wait would fire at once.
const maxTimeoutMs = 2_147_483_647;

/** How many texts may be sent before the event loop gets its turn. */
const sendsPerTurn = 16;

/** A connection whose output is bounded, that ends with its token, and after whose end nothing is sent. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #maxBufferedBytes: number;
  readonly #clock: Clock;
  readonly #ended = new AbortController();
  #sent = 0;
  #expiresAt: Date | undefined;
  #expiry: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, maxBufferedBytes: number, clock: Clock) {
    this.#socket = socket;
    this.#maxBufferedBytes = maxBufferedBytes;
    this.#clock = clock;
    // Also when the client closes: from then on nobody waits for an answer.
    socket.once("close", () => this.#end());
  }

  /** Aborted when the connection ends, by whichever side. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Closes the connection at this time. */
  endAt(expiresAt: Date): void {
    this.#expiresAt = expiresAt;
    this.#waitForExpiry();
  }

  /**
   * Sends a text. While the client has more than the limit still to read, it resolves only when this text has left the
   * process: who awaits it does not make the next one, so a client that stops reading holds up itself only.
   */
  async send(text: string): Promise<void> {
    if (this.#isExpired()) return this.#closeExpired();
    // The socket may be dead before its `close` event; to go on until then could keep that event from ever coming.
    if (this.#socket.readyState !== WebSocket.OPEN) return this.#end();
    const written = new Promise<void>((resolve) => {
      // The callback also comes, with an error, when the socket dies first.
      this.#socket.send(text, () => resolve());
    });
    if (this.#socket.bufferedAmount > this.#maxBufferedBytes) await written;
    // Events that are all there already (a replay) would otherwise be sent in one turn, with everyone else waiting.
    this.#sent += 1;
    if (this.#sent % sendsPerTurn === 0) await new Promise(setImmediate);
  }

  /** Ends the connection: work for it stops at once, even if the client never confirms the closing. */
  close(code: number, reason: string): void {
    if (this.#ended.signal.aborted) return;
    this.#socket.close(code, reason.slice(0, 120));
    this.#end();
  }

  #end(): void {
    clearTimeout(this.#expiry);
    this.#ended.abort();
  }

  #isExpired(): boolean {
    return this.#expiresAt !== undefined && this.#expiresAt <= this.#clock.now();
  }

  #closeExpired(): void {
    this.close(closeCodes.forbidden, "The token has expired.");
  }

  // A timer may fire early, or be too long for one setTimeout; only the clock decides.
  #waitForExpiry(): void {
    if (this.#expiresAt === undefined || this.#ended.signal.aborted) return;
    if (this.#isExpired()) return this.#closeExpired();
    const remainingMs = this.#expiresAt.getTime() - this.#clock.now().getTime();
    this.#expiry = setTimeout(() => this.#waitForExpiry(), Math.min(remainingMs, maxTimeoutMs));
  }
}
