import type { LoggedEvent } from "../domains/events/event.js";
import type { Transaction } from "../domains/unit-of-work.js";

/** What a reaction does in the transaction that also keeps its place; answers what is to be done when that is committed. */
export type Effect = (transaction: Transaction) => Promise<(() => void) | undefined>;

/** How a reaction is called. */
export interface ReactionCall {
  readonly signal: AbortSignal;
  /** Whether the events were parked and come again now, behind events that came after them. */
  readonly isReplay?: boolean;
}

/**
 * What the gateway does when events happen. It is given the events of a part of the log in order, each until its effect is
 * committed; an effect and the place in the log are one transaction, so that it takes place once.
 */
export interface Reaction {
  /** Imperative and kebab-case; its places in the log are kept under this name. */
  readonly name: string;
  /** Reads what the events need, while no transaction is open; undefined when they are nothing to it. */
  readonly prepare: (events: readonly LoggedEvent[], call: ReactionCall) => Promise<Effect | undefined>;
}
