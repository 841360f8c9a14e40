// What other systems send to us, before anything of it is believed, and what is answered for each event.
import { enumOf, type NameOf } from "../../shared/enum-of.js";

/** What became of an event that was sent to us. */
export const IngestStatus = enumOf("ACCEPTED", "DUPLICATE", "REJECTED");
export type IngestStatus = NameOf<typeof IngestStatus>;

/** The answer for one event. `reason` begins with a code of `IngestReason` and a colon; null where nothing is to be said. */
export interface IngestResult {
  readonly id: string;
  readonly status: IngestStatus;
  readonly reason: string | null;
}

/** Why an event waits, or is refused. The list is closed; docs/events.md tells each. */
export type IngestReason =
  | "HELD_UNKNOWN_PERSON"
  | "HELD_AMBIGUOUS_PERSON"
  | "INVALID_EVENT"
  | "INVALID_IDENTITY"
  | "INVALID_TEXT"
  | "INVALID_TIME"
  | "UNKNOWN_TYPE"
  | "EVENT_TOO_LARGE"
  | "NESTED_TOO_DEEP"
  | "ERASED_PERSON"
  | "NOT_STORABLE";

/** Types of events that may be sent to us (CloudEvents `type`). */
export const SentEventType = [
  "web.track",
  "web.page",
  "web.screen",
  "web.identify",
  "transfer.booked",
  "consultation.started",
  "consultation.ended",
  "contact.attempted",
  "profile.changed",
] as const;
export type SentEventType = (typeof SentEventType)[number];

/** The attributes of an event (CloudEvents 1.0) as they came; `subject` is an identity of the person that it is about. */
export interface SentEvent {
  readonly id?: unknown;
  readonly source?: unknown;
  readonly type?: unknown;
  readonly subject?: unknown;
  readonly time?: unknown;
  readonly data?: unknown;
}

/** How much may be sent. Segment's limits hold for every door. */
export const ingestLimits = {
  /** UTF-8 bytes of one event as JSON. */
  eventBytes: 32_768,
  batchBytes: 512_000,
  batchEvents: 500,
  /** Objects and lists within each other. */
  depth: 24,
  /** How far ahead of ours a sender's clock may run. */
  aheadMs: 300_000,
  /** A device whose clock was never set tells of 1970 or 1980. */
  earliest: "1990-01-01T00:00:00Z",
} as const;

/** An event that cannot be taken, and why: `text` is one sentence that quotes nothing of the event. */
export class RejectedEvent extends Error {
  override readonly name = "RejectedEvent";

  constructor(
    readonly reason: IngestReason,
    readonly text: string,
  ) {
    super(`${reason}: ${text}`);
  }
}
