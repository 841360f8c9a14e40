// What is said of a slot: the words of preparing it and of reading from it.
import type { ReplicationPosition } from "./lsn.js";

/** Where changes come from, and by which names. */
export interface SlotNames {
  readonly url: string;
  readonly slot: string;
  readonly publication: string;
  /** Tables as the source's own statements name them. */
  readonly tables: readonly string[];
}

/**
 * Why the slot cannot send everything since the saved position. NEW: nothing was ever followed through it. MISSING: it
 * was dropped. LOST: the server removed what it held (max_slot_wal_keep_size). MOVED: somebody else has read from it, or
 * the server is another or was set back. REPUBLISHED: the publication was made anew in between.
 */
export type SlotGap = "NEW" | "MISSING" | "LOST" | "MOVED" | "REPUBLISHED";

/** A slot that can be read from. */
export interface PreparedSlot {
  readonly state: "READY";
  /** What the source has to be scanned for before the stream is all there is. */
  readonly gap: SlotGap | undefined;
  /** From where the slot sends. */
  readonly start: ReplicationPosition;
  /** Schema and name of each published table, in the order of `SlotNames.tables`. */
  readonly relations: readonly string[];
}

/** A source that does not replicate; the sentence says what its operator can do. Its changes can be scanned for. */
export class ReplicationUnavailable extends Error {
  override readonly name = "ReplicationUnavailable";
}
