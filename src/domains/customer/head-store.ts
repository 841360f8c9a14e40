// What the store knows of a customer at one moment, for answers that need nothing else of it: who it is, which identities
// lead to the records of the sources, and what the person allows.
import type { ConsentRecord } from "../consent/consent.js";
import type { OwnFacetName } from "./own-records.js";
import type { CustomerRef, IdentityKey, IdentityLink, IdentityNamespace } from "../identity/identity.js";

/** An identity of a customer as a head has it; its value is opened when it is first looked at, and may throw then. */
export interface HeadLink
  extends IdentityKey, Pick<IdentityLink, "source" | "verified" | "firstSeenAt" | "lastSeenAt"> {
  /** Whether the identity may find records as this customer's own; undefined when it was not asked or cannot be told here. */
  readonly isSole: boolean | undefined;
}

/** The present state of a consent, without its proof. */
export type HeadConsent = Pick<
  ConsentRecord,
  "purpose" | "channel" | "night" | "state" | "validUntil" | "occurredAt"
>;

/** What the store knows of a customer. */
export interface CustomerHead {
  readonly ref: CustomerRef;
  /** Oldest first; those of the namespaces that were asked for. */
  readonly links: readonly HeadLink[];
  /** In the order of `ConsentStore.loadPresent`; empty when they were not asked for. */
  readonly consents: readonly HeadConsent[];
  /** Of the facets that were asked for, those of which we keep records ourselves. */
  readonly ownFacets: readonly OwnFacetName[];
}

/** What is wanted of each customer beside the row itself. */
export interface HeadNeeds {
  /** Namespaces of the links that are wanted. */
  readonly namespaces: readonly IdentityNamespace[];
  /** Namespaces of which it has to be known whether the customer is the sole holder. */
  readonly sole: readonly IdentityNamespace[];
  readonly consents: boolean;
  /** Facets of which it has to be known whether we keep records ourselves. */
  readonly ownFacets: readonly OwnFacetName[];
}

/** Port of the heads, implemented by the store. */
export interface HeadStore {
  /** Heads by the ids that were asked for; an id that was merged finds its survivor. Absent ids have no entry. */
  loadHeads(ids: readonly string[], needs: HeadNeeds): Promise<ReadonlyMap<string, CustomerHead>>;
  /** The head that was answered last, when it is remembered: it may be out of date, and shows nothing before `loadHeads` answers it too. */
  findRemembered(id: string, needs: HeadNeeds): CustomerHead | undefined;
  /** Folds what is kept of many changes of the same customers; false when nothing is left to fold. */
  foldRevisions(): Promise<boolean>;
}
