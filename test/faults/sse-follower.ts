// A subscriber over server-sent events that connects again as EventSource does: with what it has by now as Last-Event-ID.
import { setTimeout as delay } from "node:timers/promises";

/** What it follows, and what hears of it. */
export interface SseFollower {
  readonly url: string;
  readonly getToken: () => Promise<string>;
  readonly operation: { readonly query: string; readonly variables: object };
  readonly onCursor: (cursor: string) => void;
  /** Why the stream ended: a code of the gateway, `ended` without `complete`, or `broken`. */
  readonly onInterrupted: (why: string) => void;
}

const retryMs = 200;

/** Follows for ever; throws what it cannot go on after. */
export async function followSse(follower: SseFollower): Promise<never> {
  let lastEventId: string | undefined;
  for (;;) {
    const why = await readStream(follower, lastEventId, (cursor) => {
      lastEventId = cursor;
      follower.onCursor(cursor);
    }).catch((error: unknown) => {
      if (error instanceof RangeError) throw error;
      return "broken";
    });
    follower.onInterrupted(why);
    await delay(retryMs);
  }
}

async function readStream(
  { url, getToken, operation }: SseFollower,
  lastEventId: string | undefined,
  onCursor: (cursor: string) => void,
): Promise<string> {
  const token = await getToken();
  const response = await fetch(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      accept: "text/event-stream",
      "content-type": "application/json",
      ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
    },
    body: JSON.stringify(operation),
  }).catch(() => undefined);
  if (response === undefined) return "CONNECTION_FAILED";
  if (!response.ok) return `status ${String(response.status)}`;
  const decoder = new TextDecoder();
  let text = "";
  let why = "ended";
  for await (const part of response.body ?? []) {
    text += decoder.decode(part, { stream: true });
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      const [, cursor] = /^id: (.*)$/m.exec(event) ?? [];
      if (cursor !== undefined) onCursor(cursor);
      else if (event.startsWith("event: next")) why = toReason(event);
    }
  }
  return why;
}

function toReason(event: string): string {
  const { errors = [] } = JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? "{}") as {
    errors?: { message: string; extensions: { code: string; retryable: boolean } }[];
  };
  const { code = "", retryable = false } = errors[0]?.extensions ?? {};
  if (!retryable && code !== "UNAUTHENTICATED")
    throw new RangeError(`${code}: ${errors[0]?.message ?? event}`);
  return code;
}
