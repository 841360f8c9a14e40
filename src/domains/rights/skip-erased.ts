// What sources still tell of erased persons. In: observed identities, the list of erased ones, and which of them somebody
// living holds. Out: what may be linked.
import { identityKeyText, type IdentityKey } from "../identity/identity.js";
import type { ObservedIdentity } from "../identity/identity-store.js";

/** Observations that may be linked, and how many were left out. */
export interface KeptObservations {
  readonly kept: readonly ObservedIdentity[];
  readonly skipped: number;
}

/**
 * Leaves out what would bring an erased person back. An erased identity is left out as a subject; it is left out as an
 * identity of another subject too, because a new login in an old browser must not inherit what that browser had seen. Two
 * things stay: an identity that somebody living holds is theirs (a family's telephone), and a customer number that is not
 * on the list is a registration, which may bring its telephone and login along: that is how a person comes back on purpose.
 */
export function skipErased(
  observed: readonly ObservedIdentity[],
  erased: ReadonlySet<string>,
  living: ReadonlySet<string>,
): KeptObservations {
  const isGone = (key: IdentityKey): boolean => {
    const text = identityKeyText(key);
    return erased.has(text) && !living.has(text);
  };
  const kept = observed.filter(({ subject, identity }) => {
    if (isGone(subject)) return false;
    return subject.namespace === "CRM_ID" || !isGone(identity);
  });
  return { kept, skipped: observed.length - kept.length };
}
