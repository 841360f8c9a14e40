// Events that could not be taken, kept with their reason until somebody has looked at them.
import type { IdentityKey } from "../identity/identity.js";
import type { Instant } from "../../shared/instant.js";
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
  /** What is equal when the same event is sent again: `body` without the time of sending. */
  readonly likeness: string;
  /** When it came, where that is not now. */
  readonly receivedAt?: Instant;
  /** Identities in it, as far as they can be told: whoever is erased takes the letter along. */
  readonly identities: readonly IdentityKey[];
}

/** Writes of one transaction. */
export interface DeadLetterWriter {
  /** A letter that came before is counted and takes the reason of this time. */
  add(letters: readonly NewDeadLetter[]): Promise<void>;
}

/** A letter as it is listed: nothing of what was sent. */
export interface KeptLetter {
  readonly id: string;
  readonly door: IngestDoor;
  readonly source: string | null;
  readonly reason: string;
  readonly message: string;
  /** Only the beginning of the event was kept, which cannot be replayed. */
  readonly isWhole: boolean;
  /** How often the same event came. */
  readonly count: number;
  readonly receivedAt: Instant;
}

/** A letter with what is sealed in it; `opened` is undefined when its key is gone. */
export interface OpenedLetter extends KeptLetter {
  readonly isTrusted: boolean;
  readonly opened: Pick<NewDeadLetter, "eventId" | "body" | "identities"> | undefined;
}

/** Which letters are meant; an absent member does not narrow. */
export interface LetterFilter {
  readonly ids?: readonly string[];
  readonly reason?: string;
  readonly source?: string;
}

/** What operators do with letters. */
export interface DeadLetterStore {
  /** Oldest first, after the one with the id `afterId`. */
  list(filter: LetterFilter, limit: number, afterId?: string): Promise<readonly KeptLetter[]>;
  open(filter: LetterFilter, limit: number, afterId?: string): Promise<readonly OpenedLetter[]>;
  /** Answers the ids of those that were there. */
  drop(ids: readonly string[]): Promise<readonly string[]>;
}

/** What waits for its person, and letters, are kept for a time only. */
export interface IngestRetention {
  /** Removes a part of what came before; `hasMore` when there may be more. */
  removePart(before: Instant): Promise<{
    readonly heldEvents: number;
    readonly deadLetters: number;
    readonly hasMore: boolean;
  }>;
}
