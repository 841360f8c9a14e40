import { findSoleHolder } from "../domains/identity/identity-store.js";
import type { CustomerRef, IdentityKey } from "../domains/identity/identity.js";
import { GatewayError } from "../shared/errors.js";
import type { StoreLoaders } from "./load-store.js";

/** The customer to whom an identity leads; rejects with IDENTITY_AMBIGUOUS when several could be meant. */
export async function findByIdentity(
  key: IdentityKey,
  { holders, customers }: Pick<StoreLoaders, "holders" | "customers">,
): Promise<CustomerRef | undefined> {
  const held = await holders.load(key);
  if (held.length === 0) return undefined;
  const sole = findSoleHolder(held);
  if (sole === undefined) {
    throw new GatewayError("IDENTITY_AMBIGUOUS", "The identity belongs to several customers.", {
      argument: "identity",
    });
  }
  return customers.load(sole.customerId);
}
