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
  /** The pseudonym under which what stays is kept: random, so nobody can compute it from the person. */
  readonly id: string;
  readonly requestId: string;
  readonly actor: string;
  readonly reason: string;
  readonly erasedAt: Instant;
  readonly tables: readonly ErasedTable[];
}
