/**
 * What a transaction of this process appended to the log. Said twice: as `APPENDED`, not committed yet, so that a follower
 * that is just starting does not start behind it; and when the transaction is over.
 */
export interface Appended {
  readonly phase: "APPENDED" | "COMMITTED" | "ROLLED_BACK";
  /** Lowest and highest cursor. */
  readonly first: bigint;
  readonly last: bigint;
}

/** Hears what this process appends; answers the unsubscription. */
export type OnAppended = (listener: (appended: Appended) => void) => () => void;
