// An event as a message of the stream, and back.
import type { LoggedEvent } from "../domains/events/event.js";
import type { Arrival } from "./event-tail.js";

/** What a message holds: the event with the cursor of the one that was published before it. */
type Body = Omit<LoggedEvent, "cursor"> & { readonly cursor: string; readonly previous: string };

/** What stands for an event that is too large: its place. */
type Place = Pick<Body, "cursor" | "previous">;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Room for a message's headers and subject in what the server takes at most. */
const headerBytes = 1_024;

/** The bytes of an event; of one that is larger than `maxBytes` only its place, so that readers fetch it from the log. */
export function toMessage(event: LoggedEvent, previous: bigint, maxBytes: number): Uint8Array {
  const place: Place = { cursor: event.cursor.toString(), previous: previous.toString() };
  const body: Body = { ...event, ...place };
  const bytes = encoder.encode(JSON.stringify(body));
  return bytes.length + headerBytes <= maxBytes ? bytes : encoder.encode(JSON.stringify(place));
}

/** The event of a message. */
export function toArrival(bytes: Uint8Array): Arrival {
  const { previous, ...rest } = JSON.parse(decoder.decode(bytes)) as Place | Body;
  const cursor = BigInt(rest.cursor);
  return {
    previous: BigInt(previous),
    cursor,
    event: "type" in rest ? { ...rest, cursor } : undefined,
    bytes: bytes.length,
  };
}
