// The words of replication: what a source declares of its tables, and what a follower is given.
import type { ObservedIdentity } from "../../../domains/identity/identity-store.js";
import type { NumberedRow, NumberedTable } from "../numbered-table.js";
import type { ReplicationSink, SourceChange } from "../../../domains/ingest/source-change.js";
import type { MisfitChange } from "../source-change.js";
import type { ReplicationStatus, SlotFigures } from "./replication-status.js";
import type { SlotGap } from "./slot.js";

/**
 * A table that is followed, and what its rows become by the same makers as those of the scans. A table may be declared
 * once for each of the two.
 */
export interface ReplicatedTable {
  readonly table: NumberedTable;
  readonly toIdentities?: (row: NumberedRow) => readonly ObservedIdentity[];
  readonly toChanges?: (row: NumberedRow) => readonly (SourceChange | MisfitChange)[];
}

/** How a source is replicated: from which database, and which tables. */
export interface ReplicationDeclaration<Settings> {
  readonly databaseUrl: (settings: Settings) => string;
  readonly tables: readonly ReplicatedTable[];
}

/** A slot that is ready. */
export interface ReadySlot {
  /** Why changes may lie before it that it does not send: they have to be scanned for first. Undefined: none do. */
  readonly gap: SlotGap | undefined;
  /** Reads until the signal aborts (then it resolves) or the stream breaks (then it rejects). */
  readonly stream: (sink: ReplicationSink, options: { readonly signal: AbortSignal }) => Promise<void>;
}

/** Replication of a source. */
export interface ConnectedReplication {
  /**
   * Makes the slot ready to go on at the position that was saved; undefined when another process reads from it. Throws
   * ReplicationUnavailable.
   */
  readonly prepare: (
    saved: string | undefined,
    options: { readonly signal: AbortSignal },
  ) => Promise<ReadySlot | undefined>;
  readonly status: () => ReplicationStatus;
  /** Asks the source how its slot is; undefined when there is none. */
  readonly look: (options: { readonly signal: AbortSignal }) => Promise<SlotFigures | undefined>;
  /** Takes slot and publication away; refused by the source while somebody reads. */
  readonly drop: (options: { readonly signal: AbortSignal }) => Promise<void>;
  readonly close: () => Promise<void>;
}
