// What happened to a customer, as the log keeps it.
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Instant } from "../../shared/instant.js";

/** What a change of a customer's context is about. */
export const ContextKind = enumOf(
  "SNAPSHOT",
  "WEB_EVENT",
  "TRANSFER",
  "CONSULTATION",
  "CONTACT",
  "CONSENT",
  "PREFERENCES",
  "TRIGGER",
  "IDENTITY",
  "CONSENT_DUTY",
  "RIGHTS",
);
export type ContextKind = NameOf<typeof ContextKind>;

/** Names of events, past tense. */
export type EventType =
  | "web-event.recorded"
  | "transfer.booked"
  | "consultation.recorded"
  | "contact.attempted"
  | "consent.recorded"
  | "consent-duty.raised"
  | "consent-duty.overdue"
  | "consent-duty.completed"
  | "preferences.updated"
  | "trigger.raised"
  | "identity.linked"
  | "limits.changed"
  | "customer.erased";

/**
 * An event before it is in the log. `record` is the whole record at that time (JSON), so that a reader never has to ask
 * a source again; `dedupKey` makes appending it twice append it once.
 */
export interface NewEvent {
  readonly type: EventType;
  readonly kind: Exclude<ContextKind, "SNAPSHOT">;
  readonly customerId: string;
  readonly recordId: string | null;
  readonly record: unknown;
  readonly occurredAt: Instant;
  readonly dedupKey: string;
}

/** An event of the log; cursors compare as numbers, in commit order. */
export interface LoggedEvent extends NewEvent {
  readonly cursor: bigint;
  readonly recordedAt: Instant;
}

/** Which events a reader wants; an absent member does not narrow. */
export interface EventFilter {
  readonly customerIds?: readonly string[];
  readonly kinds?: readonly ContextKind[];
}

/** Append inside a transaction; takes effect with its commit. Answers how many were new. */
export interface EventWriter {
  append(events: readonly NewEvent[]): Promise<number>;
}

/** Port of the event log: append-only, read in commit order. A reader never passes an event that is not committed yet. */
export interface EventLog {
  /** Events after `cursor` in order, at most `limit`. */
  read(cursor: bigint, limit: number, filter?: EventFilter): Promise<readonly LoggedEvent[]>;
  /** Cursor of the newest event; 0 when there is none. */
  latestCursor(): Promise<bigint>;
  /**
   * Calls `onEvents` with every event that is committed after this call, or after the cursor `after`, in order; for
   * waking readers, not for delivery.
   */
  follow(onEvents: (events: readonly LoggedEvent[]) => void, after?: bigint): AsyncDisposable;
}
