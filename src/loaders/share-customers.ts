// Customers that operations and live events ask for one by one at the same time, read in one statement. Only the row is shared:
// it is read after each of them has asked, and each judges for itself what may be seen of it.
import type { IdentityStore } from "../domains/identity/identity-store.js";
import type { CustomerRef } from "../domains/identity/identity.js";
import { shareBatches } from "./shared-batch.js";

const maxKeys = 500;
/** Two: while one is read, the next collects; more would only make the batches smaller. */
const maxUnderWay = 2;

/** The store with `loadCustomers` shared by all who ask for a single customer. A read that waits longer than `maxWaitMs` is given up. */
export function shareCustomers(identities: IdentityStore, maxWaitMs: number): IdentityStore {
  const load = shareBatches<string, CustomerRef | undefined>({
    load: async (ids) => {
      const found = await identities.loadCustomers([...new Set(ids)]);
      return ids.map((id) => found.get(id));
    },
    maxKeys,
    maxUnderWay,
    maxWaitMs,
  });
  return {
    ...identities,
    async loadCustomers(ids) {
      const [id] = ids;
      if (id === undefined || ids.length > 1) return identities.loadCustomers(ids);
      const found = await load(id);
      return new Map(found === undefined ? [] : [[id, found]]);
    },
  };
}
