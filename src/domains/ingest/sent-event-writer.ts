// What the store does for events that were sent to us, inside one transaction.
import type { NewEvent } from "../events/event.js";
import type { IdentityHolder } from "../identity/identity-store.js";
import type { IdentityKey } from "../identity/identity.js";
import type { HeldEvent } from "./held-event.js";

/** Whose an identity is at this moment. */
export interface IdentityStanding {
  readonly holders: readonly IdentityHolder[];
  /** An erased person held it, and nobody living does. */
  readonly isErased: boolean;
}

/** An event on its way into the log. */
export interface SentLogEvent extends NewEvent {
  readonly origin: string;
  /** Of an event that goes to several customers: the key of the first of them, which decides whether it is new. */
  readonly primaryKey?: string;
}

/** What became of appended events. */
export interface AppendedEvents {
  /** Deduplication keys of those that were new. */
  readonly added: ReadonlySet<string>;
  /** Customers who are not there any more; nothing was appended for them. */
  readonly gone: ReadonlySet<string>;
}

/** Writes of one transaction. */
export interface SentEventWriter {
  /** Whose identities are, by `identityKeyText`. Nobody links or erases any identity until the transaction ends. */
  loadStandings(keys: readonly IdentityKey[]): Promise<ReadonlyMap<string, IdentityStanding>>;
  /**
   * The latest records of a kind under ids of others, by customer and record id (`toRecordKey`). Whoever else asks waits
   * until the transaction ends, so that what is made of them is not made twice.
   */
  loadLatest(
    kind: NewEvent["kind"],
    recordIds: readonly string[],
  ): Promise<ReadonlyMap<string, Pick<NewEvent, "record">>>;
  /** Appends each event once, of customers who are there. Nobody is erased from here on until the transaction ends. */
  append(events: readonly SentLogEvent[]): Promise<AppendedEvents>;
  /** Keeps events until their identities are somebody's; answers the keys of those that were new. Needs `loadStandings`. */
  hold(events: readonly HeldEvent[]): Promise<ReadonlySet<string>>;
  /** Events that wait for one of the identities, in the order in which they came. */
  listHeld(keys: readonly IdentityKey[]): Promise<readonly HeldEvent[]>;
  removeHeld(keys: readonly string[]): Promise<void>;
}

/** Key of a record in the answer of `loadLatest`. */
export function toRecordKey(customerId: string, recordId: string): string {
  return `${customerId} ${recordId}`;
}
