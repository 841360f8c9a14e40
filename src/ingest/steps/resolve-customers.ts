import { facets } from "../../domains/customer/facets.js";
import { findSoleHolder, withoutErased, type IdentityHolder } from "../../domains/identity/identity-store.js";
import type { SourceChange } from "../../domains/ingest/source-change.js";
import { drop, ok, type StepResult } from "./step-result.js";

/** The customers to whom a record belongs. `isShared`: to each who holds the identity, as a booking of a joint account. */
export interface Resolved {
  readonly customerIds: readonly string[];
  readonly isShared: boolean;
}

/** Whose record a change is, by the attribution that its facet declares for this kind of identity. */
export function resolveCustomers(
  change: SourceChange,
  holders: readonly IdentityHolder[],
): StepResult<Resolved> {
  if (holders.length === 0) return drop("UNKNOWN_PERSON");
  const key = facets[change.facet].keys.find((candidate) => candidate.namespace === change.key.namespace);
  if (key?.attribution === "every-holder") {
    return ok({
      customerIds: [...new Set(withoutErased(holders).map((holder) => holder.customerId))],
      isShared: true,
    });
  }
  const holder = findSoleHolder(holders);
  return holder === undefined || holder.isErased === true
    ? drop("AMBIGUOUS_PERSON")
    : ok({ customerIds: [holder.customerId], isShared: false });
}
