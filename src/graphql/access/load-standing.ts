import type { CustomerRef } from "../../domains/identity/identity.js";
import type { Loaders } from "../../loaders/loaders.js";
import type { PersonNeeds, PersonStanding } from "../../security/policy/policy.js";
import type { Viewer } from "../../security/viewer.js";

/** What the policy wants to know of a person; only what it needs is read, and nothing is read twice in a request. */
export function loadStanding(
  ref: CustomerRef,
  needs: PersonNeeds,
  { purpose }: Viewer,
  loaders: Loaders,
): PersonStanding | Promise<PersonStanding> {
  const standing: PersonStanding = {
    id: ref.id,
    crmId: ref.crmId,
    consents: [],
    isRestricted: ref.restrictedAt !== null,
    objections: ref.objections,
    branch: null,
  };
  if (!needs.consents && !needs.branch) return standing;
  return (async () => {
    const [consents, branch] = await Promise.all([
      needs.consents ? loaders.consents(ref.id) : [],
      needs.branch ? findBranch(ref.id, loaders) : null,
    ]);
    return { ...standing, consents: consents.filter((record) => record.purpose === purpose), branch };
  })();
}

/** While the source of the branches is down, nobody is within reach by branch. */
async function findBranch(customerId: string, loaders: Loaders): Promise<string | null> {
  try {
    const [profile] = await loaders.facet("profile", customerId, { limit: 1 });
    return profile?.branch ?? null;
  } catch {
    return null;
  }
}
