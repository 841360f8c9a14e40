// Whose record an event that was sent to us is, by the identity that it names and those who hold it.
import { facets, type FacetName } from "../customer/facets.js";
import type { IdentityNamespace } from "../identity/identity.js";
import { findSoleHolder, withoutErased } from "../identity/identity-store.js";
import type { IdentityStanding } from "./sent-event-writer.js";

/** The customers whose the record is, or why it is nobody's. */
export type Owners =
  | { readonly customerIds: readonly string[] }
  | { readonly missing: "UNKNOWN" | "AMBIGUOUS" | "ERASED" };

/** Identities under which a record belongs to each holder, where its facet says nothing of them. */
const shared: ReadonlySet<IdentityNamespace> = new Set(["CRM_ID", "LOGIN_ID", "ACCOUNT_ID"]);

/** Finds the owners by the attribution that the facet declares for the kind of identity, in the order of their ids. */
export function findOwners(
  facet: FacetName | undefined,
  namespace: IdentityNamespace,
  standing: IdentityStanding | undefined,
): Owners {
  if (standing?.isErased === true) return { missing: "ERASED" };
  if (standing === undefined || standing.holders.length === 0) return { missing: "UNKNOWN" };
  const key = facet && facets[facet].keys.find((candidate) => candidate.namespace === namespace);
  const isShared = key === undefined ? shared.has(namespace) : key.attribution === "every-holder";
  if (isShared) {
    const ids = withoutErased(standing.holders).map(({ customerId }) => customerId);
    return { customerIds: [...new Set(ids)].toSorted() };
  }
  const holder = findSoleHolder(standing.holders);
  return holder === undefined || holder.isErased === true
    ? { missing: "AMBIGUOUS" }
    : { customerIds: [holder.customerId] };
}
