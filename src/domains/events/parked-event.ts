// Events on which a reaction kept failing. They stay in the log; what is kept is that they were passed, and why.
import type { Instant } from "../../shared/instant.js";

/** An event that a reaction has passed without being done with it. */
export interface ParkedEvent {
  readonly reaction: string;
  readonly cursor: bigint;
  readonly eventType: string;
  /** What the last try failed with, without personal data. */
  readonly reason: string;
  readonly failures: number;
  readonly parkedAt: Instant;
}

/** Writes of parked events inside a transaction. */
export interface ParkedEventWriter {
  /** Parks an event; one that is parked already takes the reason of this time. */
  park(event: Omit<ParkedEvent, "parkedAt">): Promise<void>;
  /** Removes it from the parked ones and locks it so until the transaction ends; false when it is not parked any more. */
  take(reaction: string, cursor: bigint): Promise<boolean>;
}

/** Port of the parked events for those who look after them. */
export interface ParkedEventStore {
  /** The oldest first. */
  listParked(): Promise<readonly ParkedEvent[]>;
}
