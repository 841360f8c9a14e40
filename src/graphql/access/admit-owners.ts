import type { RequestContext } from "../request-context.js";
import type { Entrance } from "./request-access.js";

/**
 * Admits the customers of a page of records of many, by their inner ids and in the order of the page. An id that is null or
 * leads to nobody any more belongs to a person who was erased: nobody is admitted there.
 */
export async function admitOwners(
  { loaders, access }: RequestContext,
  customerIds: readonly (string | null)[],
  entrance: Entrance,
): Promise<void> {
  await Promise.all(
    customerIds.map(async (customerId, index) => {
      const ref = customerId === null ? undefined : await loaders.customer(customerId);
      if (ref !== undefined) await access.admit(ref, entrance, { index, action: "SEARCH" });
    }),
  );
}
