import type { ConnectedSource } from "../sources/kit/define-source.js";
import type { BatchSchedule } from "./batch-schedule.js";
import type { IdentityLookups } from "./find-facet-keys.js";
import type { Provenance } from "./provenance.js";
import type { ReadCache } from "./read-cache.js";

/** What the loaders of facets need of the request. */
export interface FacetContext {
  readonly sources: readonly ConnectedSource[];
  readonly lookups: IdentityLookups;
  readonly schedule: BatchSchedule;
  readonly provenance: Provenance;
  /** Absent: what a source does not answer is missing. */
  readonly readCache?: ReadCache;
}
