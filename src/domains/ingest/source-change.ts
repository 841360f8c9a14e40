// What a source tells of its own changes, by its scans and by replication, and what ingest takes of it.
import type { FacetName, FoundRecord } from "../customer/facets.js";
import type { ObservedIdentity } from "../identity/identity-store.js";
import type { Instant } from "../../shared/instant.js";

/** A record that was added to a source, or a later state of it, with the identity it belongs to. */
export type SourceChange = {
  readonly [F in FacetName]: { readonly facet: F; readonly revision?: Revision } & FoundRecord<F>;
}[FacetName];

/** A later state of a record; a change without one adds the record. */
export interface Revision {
  /** The same whenever and however this state is read again, and no other state's of the record. */
  readonly version: string;
  /** When the record came into this state. */
  readonly at: Instant;
}

/** Where the scans of a source go on. */
export interface ScanPositions {
  readonly identities?: string | undefined;
  readonly changes?: string | undefined;
}

/** What was committed in a source, in its order. */
export interface ReplicatedBatch {
  readonly identities: readonly ObservedIdentity[];
  readonly changes: readonly SourceChange[];
  /** Everything before it is in this batch or in an earlier one. */
  readonly position: string;
  /** Behind these the scans have nothing that is not in this batch or in an earlier one. */
  readonly scans?: ScanPositions;
}

/** Takes what a source sends. */
export interface ReplicationSink {
  /** Where the scans stood when the stream began. */
  readonly scans: ScanPositions;
  /** Resolves when the batch is kept: how far it may be confirmed, and whether something of it has still to be done. */
  take(batch: ReplicatedBatch): Promise<{ readonly position: string; readonly isWaiting: boolean }>;
}
