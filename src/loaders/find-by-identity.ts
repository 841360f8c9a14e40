import { findSoleHolder, withoutErased, type IdentityHolder } from "../domains/identity/identity-store.js";
import type { CustomerRef, IdentityKey } from "../domains/identity/identity.js";
import { GatewayError } from "../shared/errors.js";
import type { StoreLoaders } from "./load-store.js";

/** The customer to whom an identity leads; rejects with IDENTITY_AMBIGUOUS when several could be meant. */
export async function findByIdentity(
  key: IdentityKey,
  { holders, customers }: Pick<StoreLoaders, "holders" | "customers">,
): Promise<CustomerRef | undefined> {
  const customerId = findSoleHolderId(await holders.load(key));
  return customerId === undefined ? undefined : customers.load(customerId);
}

/**
 * The customer who alone can be meant; undefined when nobody holds the identity; else throws
 * IDENTITY_AMBIGUOUS naming `argument`.
 */
export function findSoleHolderId(held: readonly IdentityHolder[], argument = "identity"): string | undefined {
  const living = withoutErased(held);
  if (living.length === 0) return undefined;
  const sole = findSoleHolder(living);
  if (sole === undefined) {
    throw new GatewayError("IDENTITY_AMBIGUOUS", "The identity belongs to several customers.", {
      argument,
    });
  }
  return sole.customerId;
}
