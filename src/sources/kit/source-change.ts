// A record that changed, as the scans and the replication of a source tell it.
import type { FacetName, FoundRecord } from "../../domains/customer/facets.js";
import type { Instant } from "../../shared/instant.js";

/** Stands in the place of a record that could not be made of what the system gave. */
export interface Misfit {
  /** The bad field, as the system names it. */
  readonly misfit: string;
}

/** A record that was added or changed in a source. */
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

/** A change whose record does not fit. */
export interface MisfitChange extends Misfit {
  readonly facet: FacetName;
}
