// Lists of customers: all of them as the store knows them, or those that the CRM's directory finds.
import type { CustomerRef } from "../domains/identity/identity.js";
import type { ConnectedSource, DirectoryFilter } from "../sources/kit/define-source.js";
import type { StoreLoaders } from "./load-store.js";
import type { Provenance } from "./provenance.js";

/** How many CRM ids are read at a time at least: some may not be linked to a customer yet. */
const minPartSize = 50;

/** Customers that the directory finds, in the order of their CRM ids, after the CRM id `after`. */
export async function listByDirectory(
  page: { readonly filter: DirectoryFilter; readonly limit: number; readonly after?: string },
  sources: readonly ConnectedSource[],
  stores: Pick<StoreLoaders, "holders" | "customers">,
  provenance: Provenance,
): Promise<readonly CustomerRef[]> {
  const source = sources.find(({ directory }) => directory !== undefined);
  if (source?.directory === undefined) throw new Error("No source has a directory of customers.");
  const { directory } = source;
  const found: CustomerRef[] = [];
  const partSize = Math.max(page.limit, minPartSize);
  for (let after = page.after, isAtEnd = page.limit < 1; !isAtEnd && found.length < page.limit;) {
    const from = after === undefined ? {} : { afterCrmId: after };
    const crmIds = await provenance.readSource(source, "directory", 1, (options) =>
      directory({ filter: page.filter, limit: partSize, ...from }, options),
    );
    const customers = await Promise.all(crmIds.map((crmId) => findByCrmId(crmId, stores)));
    found.push(...customers.filter((customer) => customer !== undefined));
    after = crmIds.at(-1);
    isAtEnd = crmIds.length < partSize;
  }
  return found.slice(0, page.limit);
}

async function findByCrmId(
  crmId: string,
  { holders, customers }: Pick<StoreLoaders, "holders" | "customers">,
): Promise<CustomerRef | undefined> {
  const [holder] = await holders.load({ namespace: "CRM_ID", value: crmId });
  const customer = holder === undefined ? undefined : await customers.load(holder.customerId);
  // A customer of two CRM records is listed where its own CRM id stands: a cursor made of that id must not go back.
  return customer?.crmId === crmId ? customer : undefined;
}
