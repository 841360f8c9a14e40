// One signed message to another system: what every delivery by webhook shares, with when to try again.
import { signWebhook } from "../domains/webhooks/sign-webhook.js";
import { findRetryAfterMs } from "../shared/retry-after.js";

/** Where a system takes its messages, and the secret that it knows them by. */
export interface WebhookAddress {
  readonly url: string;
  /** `whsec_` and base64. */
  readonly secret: string;
}

/** An answer as far as anybody wants it. */
export interface WebhookAnswer {
  readonly status: number;
  /** Up to 64 KiB; a longer one is empty. */
  readonly body: string;
  /** How long the system asks to be left alone; undefined when it does not say. */
  readonly retryAfterMs: number | undefined;
}

const minute = 60_000;
const hour = 60 * minute;
/** The schedule that Standard Webhooks recommends: ten attempts within four days. */
export const webhookRetriesMs: readonly number[] = [
  5_000,
  5 * minute,
  30 * minute,
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour),
];
const maxAnswerBytes = 65_536;
/** Nobody is asked to wait longer than that. */
const longestRetryAfterMs = 24 * hour;

/**
 * Milliseconds until the next attempt; undefined when there is none any more. A tenth at random, so that what failed together
 * does not come back together; never earlier than the system asked for.
 */
export function findWaitMs(
  attempts: number,
  retriesMs: readonly number[],
  random: () => number,
  retryAfterMs = 0,
): number | undefined {
  const waitMs = retriesMs[attempts - 1];
  if (waitMs === undefined) return undefined;
  return Math.max(Math.round(waitMs * (1 + random() / 10)), Math.min(retryAfterMs, longestRetryAfterMs));
}

/** Sends a body as a CloudEvent; rejects when there is no answer. */
export async function sendWebhook(
  id: string,
  body: string,
  { url, secret }: WebhookAddress,
  { at, timeoutMs, stop }: { readonly at: Date; readonly timeoutMs: number; readonly stop: AbortSignal },
): Promise<WebhookAnswer> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/cloudevents+json; charset=utf-8",
      ...signWebhook(id, at, body, secret),
    },
    body,
    // Wherever a redirect leads, what is told of a person is not for it.
    redirect: "error",
    signal: AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]),
  });
  return {
    status: response.status,
    body: await readShort(response),
    retryAfterMs: findRetryAfterMs(response),
  };
}

/** The body up to its bound; a longer one is no answer that we know. */
async function readShort(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > maxAnswerBytes) return "";
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString("utf8");
}
