// By which identities a customer's records of a facet are found.
import type { FacetKey } from "../domains/customer/facets.js";
import { findSoleHolder, type IdentityHolder } from "../domains/identity/identity-store.js";
import type { IdentityKey, IdentityLink } from "../domains/identity/identity.js";

/** How identities are looked up; both batch what is asked in one turn. */
export interface IdentityLookups {
  readonly links: (customerId: string) => Promise<readonly IdentityLink[]>;
  readonly holders: (key: IdentityKey) => Promise<readonly IdentityHolder[]>;
}

/** The identities of a customer that find records, without those that somebody else has the better claim to. */
export async function findFacetKeys(
  facetKeys: readonly FacetKey[],
  customerId: string,
  lookups: IdentityLookups,
): Promise<readonly IdentityKey[]> {
  const links = await lookups.links(customerId);
  const found = await Promise.all(
    facetKeys.flatMap(({ namespace, attribution }) =>
      links
        .filter((link) => link.namespace === namespace)
        .map(async ({ value }): Promise<IdentityKey | undefined> => {
          const key = { namespace, value };
          if (attribution === "every-holder") return key;
          return findSoleHolder(await lookups.holders(key))?.customerId === customerId ? key : undefined;
        }),
    ),
  );
  return found.filter((key) => key !== undefined);
}
