// Events that could not be taken, kept with their reason until somebody has looked at them.
import type { IdentityKey } from "../identity/identity.js";
import type { IngestReason } from "./sent-event.js";

/** By which door an event came. */
export const ingestDoors = ["SEGMENT", "CLOUD_EVENTS", "GRAPHQL"] as const;
export type IngestDoor = (typeof ingestDoors)[number];

/** UTF-16 units of an event that are kept; of a longer one only its beginning, which cannot be replayed. */
export const maxLetterLength = 65_536;

/** A dead letter before it is kept. */
export interface NewDeadLetter {
  readonly door: IngestDoor;
  /** Who sent it: the name of a write key, or the event's own `source`; null when not even that is known. */
  readonly source: string | null;
  readonly isTrusted: boolean;
  readonly eventId: string | null;
  readonly reason: IngestReason;
  readonly text: string;
  /** The event as JSON, or its beginning. Sealed at rest. */
  readonly body: string;
  readonly isWhole: boolean;
  /** Identities in it, as far as they can be told: whoever is erased takes the letter along. */
  readonly identities: readonly IdentityKey[];
}

/** Writes of one transaction. */
export interface DeadLetterWriter {
  /** A letter that came before is counted and takes the reason of this time. */
  add(letters: readonly NewDeadLetter[]): Promise<void>;
}
