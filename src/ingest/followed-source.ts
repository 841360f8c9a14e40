// What ingest needs of a source: its scans. Every connected source is one.
import type { FacetName, FoundRecord } from "../domains/customer/facets.js";
import type { ObservedIdentity } from "../domains/identity/identity-store.js";

/** A record that was added to a source, with the identity it belongs to. */
export type FollowedChange = { readonly [F in FacetName]: { readonly facet: F } & FoundRecord<F> }[FacetName];

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
}
