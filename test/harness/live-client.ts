// A real graphql-ws client for tests: collects what a subscription says and waits for it without sleeping.
import { createClient, type Client } from "graphql-ws";
import WebSocket from "ws";

/** What a subscription says. */
export interface Message {
  readonly data?: Record<string, never> | null;
  readonly errors?: readonly { message: string; extensions: Record<string, unknown> }[];
  readonly extensions?: Record<string, unknown>;
}

/** A running subscription. */
export interface LiveSubscription extends Disposable {
  /** The next message that fits, including earlier ones that were not taken; rejects after `withinMs`. */
  next(fits?: (message: Message) => boolean, withinMs?: number): Promise<Message>;
  /** Resolves when the server ended it. */
  readonly completed: Promise<void>;
}

/** A client and the end of its connection. */
export interface LiveClient extends AsyncDisposable {
  readonly client: Client;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  subscribe(query: string, variables?: Record<string, unknown>): LiveSubscription;
}

/** Connects to the gateway at `url` (http) with a token. */
export function connectLive(url: string, token: string, more: Record<string, unknown> = {}): LiveClient {
  const closed = Promise.withResolvers<{ code: number; reason: string }>();
  const client = createClient({
    url: `${url.replace(/^http/, "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}`, ...more },
    retryAttempts: 0,
    lazy: true,
    on: { closed: (event) => closed.resolve(event as { code: number; reason: string }) },
  });
  return {
    client,
    closed: closed.promise,
    subscribe: (query, variables) => subscribe(client, query, variables),
    [Symbol.asyncDispose]: async () => {
      await client.dispose();
    },
  };
}

function subscribe(client: Client, query: string, variables: Record<string, unknown> = {}): LiveSubscription {
  const messages: Message[] = [];
  const waiting = new Set<() => void>();
  const completed = Promise.withResolvers<void>();
  const stop = client.subscribe(
    { query, variables },
    {
      next: (message) => {
        messages.push(message as Message);
        for (const look of waiting) look();
      },
      error: (error) => completed.reject(error),
      complete: () => completed.resolve(),
    },
  );
  completed.promise.catch(() => undefined);
  return {
    completed: completed.promise,
    next: (fits = () => true, withinMs = 10_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(
            new Error(
              `No such message within ${String(withinMs)} ms; there were ${JSON.stringify(messages)}.`,
            ),
          );
        }, withinMs);
        const look = (): void => {
          const at = messages.findIndex(fits);
          if (at < 0) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(messages.splice(0, at + 1).at(-1) as Message);
        };
        waiting.add(look);
        completed.promise.catch((error: unknown) => {
          clearTimeout(timer);
          reject(error instanceof Error ? error : new Error(JSON.stringify(error)));
        });
        look();
      }),
    [Symbol.dispose]: stop,
  };
}
