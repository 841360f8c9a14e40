// Requests of Segment's HTTP tracking API (https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/):
// one message, whose type the path tells, or a batch of them.
import { GatewayError } from "../../shared/errors.js";
import type { IngestResult } from "../../domains/ingest/sent-event.js";

type Json = Record<string, unknown>;

/** What is sent under each path of `/v1`. Segment's library for browsers uses the first letters. */
export const segmentPaths = {
  identify: "identify",
  track: "track",
  page: "page",
  screen: "screen",
  group: "group",
  alias: "alias",
  batch: "batch",
  i: "identify",
  t: "track",
  p: "page",
  s: "screen",
  g: "group",
  a: "alias",
  b: "batch",
} as const;

/** The messages of a request, without its write key, which dead letters must not hold; throws BAD_REQUEST. */
export function listSegmentMessages(
  kind: (typeof segmentPaths)[keyof typeof segmentPaths],
  body: unknown,
): readonly unknown[] {
  if (!isObject(body)) throw new GatewayError("BAD_REQUEST", "The body must be a JSON object.");
  if (kind !== "batch") {
    const { writeKey: _writeKey, ...message } = body;
    return [{ ...message, type: kind }];
  }
  const { batch, sentAt, context } = body;
  if (!Array.isArray(batch)) throw new GatewayError("BAD_REQUEST", "batch must be a list of messages.");
  // What stands beside the batch holds for each message that does not say otherwise. Written into them, since nobody else
  // has what was parsed just now, and copies of all messages are a tenth of the work that a batch makes here.
  for (const message of batch as readonly unknown[]) {
    if (!isObject(message)) continue;
    if (message["writeKey"] !== undefined) delete message["writeKey"];
    if (sentAt !== undefined && message["sentAt"] === undefined) message["sentAt"] = sentAt;
    if (isObject(context)) message["context"] = { ...context, ...toObject(message["context"]) };
  }
  return batch;
}

/** The write key in a body: pages send it there, because they can then send without asking first. */
export function findKeyInBody(body: unknown): string | undefined {
  const key = isObject(body) ? body["writeKey"] : undefined;
  return typeof key === "string" ? key : undefined;
}

/** The answer to a request: what Segment answers, and beside it which messages of a batch were not taken. */
export function toSegmentAnswer(results: readonly IngestResult[]): {
  readonly success: true;
  readonly rejected?: readonly { readonly messageId: string; readonly reason: string | null }[];
} {
  const rejected = results.flatMap(({ id, status, reason }) =>
    status === "REJECTED" ? [{ messageId: id, reason }] : [],
  );
  return { success: true, ...(rejected.length > 0 && { rejected }) };
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toObject(value: unknown): Json {
  return isObject(value) ? value : {};
}
