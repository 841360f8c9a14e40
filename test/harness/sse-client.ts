// Server-sent events for tests, read by the rules of the HTML standard: what a stream says, and how it ended.
import { vi } from "vitest";

/** One event. */
export interface ServerSentEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** A stream that is read. */
export interface SseReader extends AsyncDisposable {
  readonly response: Response;
  readonly events: readonly ServerSentEvent[];
  /** Everything that came, comments included. */
  readonly text: () => string;
  /** Resolves when the server ended the stream. */
  readonly ended: Promise<void>;
  /** Waits until so many events are there. */
  untilCount(count: number): Promise<readonly ServerSentEvent[]>;
}

/** Sends an operation by POST (or whatever `init` says) and reads what comes. */
export async function openSse(
  url: string,
  token: string,
  operation: { readonly query: string; readonly variables?: Record<string, unknown> } | undefined,
  { headers, ...init }: RequestInit & { readonly headers?: Record<string, string> } = {},
): Promise<SseReader> {
  const gone = new AbortController();
  const response = await fetch(url, {
    method: operation === undefined ? "GET" : "POST",
    ...(operation !== undefined && { body: JSON.stringify(operation) }),
    signal: gone.signal,
    ...init,
    headers: {
      authorization: `Bearer ${token}`,
      accept: "text/event-stream",
      ...(operation !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
  });
  const events: ServerSentEvent[] = [];
  let text = "";
  let read = 0;
  const take = (part: string): void => {
    text += part;
    for (let end = text.indexOf("\n\n", read); end >= 0; end = text.indexOf("\n\n", read)) {
      const event = toEvent(text.slice(read, end));
      if (event !== undefined) events.push(event);
      read = end + 2;
    }
  };
  const follow = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const part of response.body ?? []) take(decoder.decode(part, { stream: true }));
  };
  const ended = follow();
  ended.catch(() => undefined);
  return {
    response,
    events,
    text: () => text,
    ended,
    untilCount: async (count) => {
      await vi.waitFor(
        () => {
          if (events.length < count) throw new Error(`${String(events.length)} events came:\n${text}`);
        },
        { timeout: 10_000, interval: 5 },
      );
      return events;
    },
    async [Symbol.asyncDispose]() {
      gone.abort();
      await ended.catch(() => undefined);
    },
  };
}

function toEvent(block: string): ServerSentEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const [, name = "", value = ""] = /^([^:]+):? ?(.*)$/.exec(line) ?? [];
    if (name !== "") fields.set(name, value);
  }
  const data = fields.get("data");
  return data === undefined
    ? undefined
    : { event: fields.get("event") ?? "message", id: fields.get("id"), data };
}
