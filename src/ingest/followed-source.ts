// What ingest needs of a source: its scans. Every connected source is one.
import type { FacetName, FoundRecord } from "../domains/customer/facets.js";
import type { ObservedIdentity } from "../domains/identity/identity-store.js";
import type { Instant } from "../shared/instant.js";

/** A record that was added to a source, or a later state of it, with the identity it belongs to. */
export type FollowedChange = {
  readonly [F in FacetName]: { readonly facet: F; readonly revision?: FollowedRevision } & FoundRecord<F>;
}[FacetName];

/** A later state of a record. */
export interface FollowedRevision {
  /** The same whenever and however this state is read again, and no other state's of the record. */
  readonly version: string;
  readonly at: Instant;
}

/** A part of a scan; `position` goes into the next call. */
export interface FollowedPart<Item> {
  readonly items: readonly Item[];
  readonly position: string;
  readonly isAtEnd: boolean;
}

/** A scan from `position` on (undefined: the beginning), in parts of about `limit`. It may show an item again. */
export type FollowedScan<Item> = (
  position: string | undefined,
  limit: number,
  options: { readonly signal: AbortSignal },
) => Promise<FollowedPart<Item>>;

/** A source as ingest sees it. */
export interface FollowedSource {
  readonly name: string;
  readonly identities?: FollowedScan<ObservedIdentity>;
  readonly changes?: FollowedScan<FollowedChange>;
  readonly latestChangePosition?: (options: { readonly signal: AbortSignal }) => Promise<string>;
  readonly replication?: FollowedReplication;
}

/** Where the scans of a source go on. */
export interface FollowedScanPositions {
  readonly identities?: string | undefined;
  readonly changes?: string | undefined;
}

/** What was committed in a source, in its order. */
export interface FollowedBatch {
  readonly identities: readonly ObservedIdentity[];
  readonly changes: readonly FollowedChange[];
  /** Everything before it is in this batch or in an earlier one. */
  readonly position: string;
  /** Behind these the scans have nothing that is not in this batch or in an earlier one. */
  readonly scans?: FollowedScanPositions;
}

/** Takes what a source sends. */
export interface FollowedSink {
  /** Where the scans stood when the stream began. */
  readonly scans: FollowedScanPositions;
  /** Resolves when the batch is kept: how far it may be confirmed, and whether something of it has still to be done. */
  take(batch: FollowedBatch): Promise<{ readonly position: string; readonly isWaiting: boolean }>;
}

/** A slot of the source that is ready to send. */
export interface FollowedSlot {
  /** Why changes may lie before it that it does not send: they have to be scanned for first. Undefined: none do. */
  readonly gap: string | undefined;
  /** Reads until the signal aborts (then it resolves) or the stream breaks (then it rejects). */
  readonly stream: (sink: FollowedSink, options: { readonly signal: AbortSignal }) => Promise<void>;
}

/** A source that sends its committed changes. */
export interface FollowedReplication {
  /**
   * Makes the slot ready to go on at the position that was saved; undefined when another process reads from it. Throws
   * an error named ReplicationUnavailable, whose message is for the operator, when the source cannot replicate.
   */
  readonly prepare: (
    saved: string | undefined,
    options: { readonly signal: AbortSignal },
  ) => Promise<FollowedSlot | undefined>;
}
