// One attempt of a subscription: what came and was not taken yet, up to a bound. Beyond it the gateway is told to stop, and
// the next attempt goes on from there: the queue is the gateway's log.
import type { Client } from "graphql-ws";
import { SubscriptionError } from "./subscription-error.js";

/** What is asked for. */
export interface IntakeRequest {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly after?: string | undefined;
  readonly signal?: AbortSignal;
}

/** Events in the order in which they came; then the end, or what the attempt failed with. */
export class Intake<Event extends { readonly cursor: string | undefined }> implements Disposable {
  readonly #waiting: Event[] = [];
  readonly #stop: () => void;
  readonly #signal: AbortSignal | undefined;
  #wake: () => void = () => undefined;
  #isOver = false;
  #failure: { readonly reason: unknown } | undefined;
  /** Whether the gateway said that nothing more comes. */
  isCompleted = false;

  constructor(client: Client, request: IntakeRequest, maxWaiting: number) {
    const { query, operationName, signal } = request;
    // Also read by the client when it connects anew by itself, as it does after a normal closure (1000).
    const variables: Record<string, unknown> = { ...request.variables };
    if (request.after !== undefined) variables["after"] = request.after;
    this.#signal = signal;
    this.#stop = client.subscribe<Record<string, unknown>>(
      { query, variables, ...(operationName !== undefined && { operationName }) },
      {
        next: (message) => {
          if (this.#isOver) return;
          try {
            const cursor = findCursor(message.data);
            if (cursor !== undefined) variables["after"] = cursor;
            this.#waiting.push({ ...message, cursor } as unknown as Event);
          } catch (reason) {
            this.#failure = { reason };
          }
          if (this.#failure !== undefined || this.#waiting.length >= maxWaiting) this.#end();
          else this.#wake();
        },
        error: (reason) => {
          this.#failure = { reason };
          this.#end();
        },
        complete: () => {
          // Called for our own stop as well.
          this.isCompleted = !this.#isOver;
          this.#end();
        },
      },
    );
    signal?.addEventListener("abort", this.#abort);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void, void> {
    for (;;) {
      const event = this.#waiting.shift();
      if (event !== undefined) yield event;
      else if (this.#failure !== undefined) throw this.#failure.reason;
      else if (this.#isOver) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  [Symbol.dispose](): void {
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#end();
  }

  readonly #abort = (): void => {
    this.#waiting.length = 0;
    this.#end();
  };

  #end(): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#stop();
    }
    this.#wake();
  }
}

/** The cursor of the operation's only field. */
function findCursor(data: Readonly<Record<string, unknown>> | null | undefined): string | undefined {
  const [event] = Object.values(data ?? {});
  if (typeof event !== "object" || event === null) return undefined;
  const { cursor } = event as { readonly cursor?: unknown };
  if (typeof cursor === "string") return cursor;
  throw new SubscriptionError(
    "INVALID_ARGUMENT",
    "The operation has to select `cursor`, to go on behind it.",
  );
}
