// What happened to a customer, as the log keeps it.
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Instant } from "../../shared/instant.js";
import { partitionOf } from "./partitions.js";

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
  "PROFILE",
);
export type ContextKind = NameOf<typeof ContextKind>;

/** Names of events, past tense. */
export type EventType =
  | "web-event.recorded"
  | "transfer.booked"
  | "transfer.corrected"
  | "consultation.recorded"
  | "consultation.changed"
  | "profile.changed"
  | "contact.attempted"
  | "consent.recorded"
  | "consent-duty.raised"
  | "consent-duty.overdue"
  | "consent-duty.completed"
  | "preferences.updated"
  | "trigger.raised"
  | "trigger.held"
  | "trigger.suppressed"
  | "trigger.claimed"
  | "trigger.resolved"
  | "trigger.dismissed"
  | "trigger.expired"
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
  /** The system that sent it to us. Its record is then ours to show; absent for what was done here or read at a source. */
  readonly origin?: string;
}

/** An event of the log; cursors compare as numbers. */
export interface LoggedEvent extends NewEvent {
  readonly cursor: bigint;
  readonly recordedAt: Instant;
}

/** Which events a reader wants; an absent member does not narrow. */
export interface EventFilter {
  readonly customerIds?: readonly string[];
  readonly kinds?: readonly ContextKind[];
  readonly types?: readonly EventType[];
  /** Parts of the log (`partitionOf`). */
  readonly partitions?: readonly number[];
}

/** Whether a reader with this filter wants the event. */
export function isWanted(
  event: Pick<LoggedEvent, "customerId" | "kind" | "type">,
  { customerIds, kinds, types, partitions }: EventFilter,
): boolean {
  return (
    (customerIds?.includes(event.customerId) ?? true) &&
    (kinds?.includes(event.kind) ?? true) &&
    (types?.includes(event.type) ?? true) &&
    (partitions?.includes(partitionOf(event.customerId)) ?? true)
  );
}

/** Append inside a transaction; takes effect with its commit. Answers the deduplication keys of those that were new. */
export interface EventWriter {
  append(events: readonly NewEvent[]): Promise<ReadonlySet<string>>;
}

/**
 * Port of the event log: append-only, read in the order of cursors. That order is the same for every reader and never
 * changes: a reader is shown nothing behind which a lower cursor could still turn up. Events of one customer that were
 * appended under a lock of theirs, or one after the other, are in that order.
 */
export interface EventLog {
  /**
   * Events after `cursor` in order, at most `limit`. Throws CURSOR_TOO_OLD when events after it have been removed, so that
   * what is missing is never passed in silence.
   */
  read(cursor: bigint, limit: number, filter?: EventFilter): Promise<readonly LoggedEvent[]>;
  /** Cursor of the newest event that is read; 0 when there is none. Whatever comes has a higher one. */
  latestCursor(): Promise<bigint>;
  /** Whether the log, seen from anywhere, has come to this cursor. */
  hasReached(cursor: bigint): Promise<boolean>;
  /** The lowest cursor behind which nothing is missing; 0 while nothing has been removed. */
  oldestCursor(): Promise<bigint>;
  /**
   * Calls `onEvents` with every event that is committed after this call, or after the cursor `after`, in order. None is left
   * out, since subscriptions live on it; one may come twice.
   */
  follow(onEvents: (events: readonly LoggedEvent[]) => void, after?: bigint): AsyncDisposable;
}
