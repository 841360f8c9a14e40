// What stands for a record that does not fit, in the scans and the replication of a source.
import type { FacetName } from "../../domains/customer/facets.js";

/** Stands in the place of a record that could not be made of what the system gave. */
export interface Misfit {
  /** The bad field, as the system names it. */
  readonly misfit: string;
}

/** A change whose record does not fit. */
export interface MisfitChange extends Misfit {
  readonly facet: FacetName;
}
