// What ingest needs of a source: its scans. Every connected source is one.
import type { ObservedIdentity } from "../domains/identity/identity-store.js";
import type { ReplicationSink, SourceChange } from "../domains/ingest/source-change.js";

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
  readonly changes?: FollowedScan<SourceChange>;
  readonly latestChangePosition?: (options: { readonly signal: AbortSignal }) => Promise<string>;
  readonly replication?: FollowedReplication;
}

/** A slot of the source that is ready to send. */
export interface FollowedSlot {
  /** Why changes may lie before it that it does not send: they have to be scanned for first. Undefined: none do. */
  readonly gap: string | undefined;
  /** Reads until the signal aborts (then it resolves) or the stream breaks (then it rejects). */
  readonly stream: (sink: ReplicationSink, options: { readonly signal: AbortSignal }) => Promise<void>;
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
