import { createHmac, timingSafeEqual } from "node:crypto";

/** Headers of a message by the Standard Webhooks specification, https://www.standardwebhooks.com. */
export interface WebhookHeaders {
  readonly "webhook-id": string;
  /** Seconds since 1970. */
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
}

/** Signs a message: HMAC-SHA256 over id, timestamp and body. `secret` is `whsec_` and base64. */
export function signWebhook(id: string, at: Date, body: string, secret: string): WebhookHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${sign(id, timestamp, body, secret)}`,
  };
}

/** How far the sender's clock may be from the receiver's, against messages that are sent again. */
const toleranceMs = 300_000;

/** Whether a message is the sender's own and fresh: what a receiver does. */
export function isSignedWebhook(headers: WebhookHeaders, body: string, secret: string, now: Date): boolean {
  const timestamp = headers["webhook-timestamp"];
  const sentAt = Number(timestamp) * 1000;
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() - sentAt) > toleranceMs) return false;
  const expected = Buffer.from(sign(headers["webhook-id"], timestamp, body, secret));
  return headers["webhook-signature"].split(" ").some((part) => {
    const [version, value = ""] = part.split(",");
    const given = Buffer.from(value);
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function sign(id: string, timestamp: string, body: string, secret: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return createHmac("sha256", key).update(`${id}.${timestamp}.${body}`, "utf8").digest("base64");
}
