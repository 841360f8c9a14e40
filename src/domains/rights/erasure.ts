// What an erasure did, where, and what stays.
import type { Instant } from "../../shared/instant.js";

/** What became of a person's rows in one table of the store, and why they were not simply deleted. */
export interface ErasedTable {
  readonly table: string;
  readonly deleted: number;
  readonly pseudonymised: number;
  /** Why something stays; null when nothing does. */
  readonly stays: string | null;
}

/** An erasure that was done. */
export interface Erasure {
  /**
   * The pseudonym under which what stays is kept: what the access log called the person. It is random, so nobody can
   * compute it from the person, as could be done with a customer's id.
   */
  readonly id: string;
  readonly requestId: string;
  readonly actor: string;
  readonly reason: string;
  readonly erasedAt: Instant;
  readonly tables: readonly ErasedTable[];
}

/** A person who is locked to be erased. `ids`: the survivor's and those of all merged parts. */
export interface ErasedPerson {
  readonly customerId: string;
  readonly ids: readonly string[];
  readonly subjectRef: string;
}

/** The writes of an erasure inside a transaction. */
export interface ErasureWriter {
  /**
   * Locks the person against every other change, also of identities, until the transaction ends. To be asked before
   * anything else is locked; undefined when there is none.
   */
  lockPerson(customerId: string): Promise<ErasedPerson | undefined>;
  /** Deletes or pseudonymises all that the store keeps of the person, and keeps the erasure. */
  erase(person: ErasedPerson, erasure: Omit<Erasure, "tables">): Promise<Erasure>;
  /** The erasure of a customer who went by this id. */
  findByCustomer(customerId: string): Promise<Erasure | undefined>;
}

/** Port of the erasures that were done, implemented by the store; newest first by (erasedAt, id). */
export interface ErasureStore {
  listErasures(page: {
    readonly limit: number;
    readonly after?: { readonly at: Instant; readonly id: string };
  }): Promise<readonly Erasure[]>;
}
