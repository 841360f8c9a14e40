// An event as CloudEvents 1.0 writes it in JSON (https://cloudevents.io, JSON format 1.0.2) as an event in our words.
import { RejectedEvent, type SentEvent } from "../../domains/ingest/sent-event.js";
import { toInstant } from "../../shared/instant.js";
import type { ReadDoor } from "../read-sent.js";

/** Reads an event; throws RejectedEvent. Whose it is stands in the extension `identity`, or else in `subject`. */
export const readCloudEvent: ReadDoor = (raw, { receivedAt }): SentEvent => {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    throw new RejectedEvent("INVALID_EVENT", "An event must be a JSON object.");
  }
  const event = raw as Readonly<Record<string, unknown>>;
  if (event["specversion"] !== "1.0") {
    throw new RejectedEvent("INVALID_EVENT", "specversion must be 1.0.");
  }
  if (event["data_base64"] !== undefined) {
    throw new RejectedEvent("INVALID_EVENT", "data must be JSON, not data_base64.");
  }
  return {
    id: event["id"],
    source: event["source"],
    type: event["type"],
    subject: toIdentity(event["identity"] ?? event["subject"]),
    time: event["time"] ?? toInstant(receivedAt),
    data: event["data"],
  };
};

/** `PHONE:+82…`: a namespace, a colon, and the value with whatever colons it has. */
function toIdentity(text: unknown): object {
  if (typeof text !== "string") return {};
  const colon = text.indexOf(":");
  return { namespace: text.slice(0, colon), value: text.slice(colon + 1) };
}
