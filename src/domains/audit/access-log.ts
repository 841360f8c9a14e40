import type { Instant } from "../../shared/instant.js";
import type { Position } from "../../shared/page.js";
import type { AccessEntry, AccessNote, SharedAccessNote } from "./access-entry.js";

/** Port of the access log as answers use it. */
export interface AccessLog {
  /**
   * Resolves once the notes are durable; an answer is sent only then. Rejects with ACCESS_LOG_UNAVAILABLE, and then
   * the answer is not sent. Notes of answers that are made at the same time are written together.
   */
  append(notes: readonly (AccessNote | SharedAccessNote)[]): Promise<void>;
}

/** Writes of the log inside a transaction of a change. */
export interface AccessLogWriter {
  /**
   * The person by the customer's id as it is at this moment; the entry commits or rolls back with the change. It is written
   * right before the commit, whenever it was appended, so that no lock is taken after that of the log.
   */
  append(customerId: string, note: Omit<AccessNote, "subjectRef">): Promise<void>;
}

/** One page of the entries about a customer (and those merged into it), newest first by time and place in the chain. */
export interface AccessLogAsk {
  readonly customerId: string;
  readonly limit: number;
  readonly after?: Position;
}

/** Which entries of the whole log are wanted; an absent member does not narrow. */
export interface AccessLogFilter {
  readonly actors?: readonly string[];
  /** Customers and erased persons: an entry about any of them. */
  readonly customerIds?: readonly string[];
  readonly subjectRefs?: readonly string[];
  readonly actions?: readonly AccessEntry["action"][];
  readonly decisions?: readonly AccessEntry["decision"][];
  readonly purposes?: readonly AccessEntry["purpose"][];
  readonly requestIds?: readonly string[];
  /** From this time on. */
  readonly since?: Instant;
  /** Before this time. */
  readonly until?: Instant;
}

/** One page of the whole log, newest first. */
export interface AccessLogPage {
  readonly limit: number;
  readonly after?: Position;
  readonly filter?: AccessLogFilter;
}

/** Reads of the log, batched, for privacy officers. */
export interface AccessLogStore {
  loadBySubjects(asks: readonly AccessLogAsk[]): Promise<readonly (readonly AccessEntry[])[]>;
  loadByIds(ids: readonly string[]): Promise<ReadonlyMap<string, AccessEntry>>;
  listEntries(page: AccessLogPage): Promise<readonly AccessEntry[]>;
}
