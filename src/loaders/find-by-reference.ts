// Customers as other systems name them: by our id or by the CRM's number. All references of a request are brought to ids
// first, so that the customers themselves are read in one batch however they are named.
import DataLoader from "dataloader";
import { type CustomerRef, identityKeyText, type IdentityKey } from "../domains/identity/identity.js";
import type { BatchSchedule } from "./batch-schedule.js";
import { findSoleHolderId } from "./find-by-identity.js";
import type { StoreLoaders } from "./load-store.js";
import type { CustomerReference } from "./loaders.js";

/** Makes the loader of customers by reference; a reference that cannot be followed costs only itself. */
export function createReferenceLoader(
  { holders, customers }: Pick<StoreLoaders, "holders" | "customers">,
  schedule: BatchSchedule,
): DataLoader<CustomerReference, CustomerRef | undefined, string> {
  const findId = async (reference: CustomerReference): Promise<string | undefined> => {
    if ("id" in reference) return reference.id;
    return findSoleHolderId(await holders.load(toIdentityKey(reference)), "representations");
  };
  return new DataLoader<CustomerReference, CustomerRef | undefined, string>(
    async (references) => {
      const ids = await Promise.allSettled(references.map(findId));
      const found = await Promise.allSettled(
        ids.map(async (id) => {
          if (id.status === "rejected") throw id.reason;
          return id.value === undefined ? undefined : customers.load(id.value);
        }),
      );
      return found.map((customer) =>
        customer.status === "fulfilled" ? customer.value : (customer.reason as Error),
      );
    },
    {
      batchScheduleFn: schedule.at("lookup"),
      cacheKeyFn: (reference) =>
        "id" in reference ? reference.id : identityKeyText(toIdentityKey(reference)),
    },
  );
}

function toIdentityKey({ crmId }: { readonly crmId: string }): IdentityKey {
  return { namespace: "CRM_ID", value: crmId };
}
