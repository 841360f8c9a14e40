// Pages as keys of caches: `<customer id> <page>`.
import type { FacetName, FacetPage } from "../domains/customer/facets.js";

/** Text that is equal for equal pages, whatever the order of a filter's members. */
export function toPageText<F extends FacetName>({ limit, after, filter }: FacetPage<F>): string {
  const narrowed = filter === undefined ? "" : JSON.stringify(filter, Object.keys(filter).toSorted());
  const position = after === undefined ? "" : `${after.at} ${String(after.inclusive)} ${after.id ?? ""}`;
  return JSON.stringify([limit, position, narrowed]);
}

/** Removes a customer's pages from a cache. */
export function forgetPages(customerId: string, cache: Map<string, unknown>): void {
  for (const key of cache.keys()) {
    if (key.startsWith(`${customerId} `)) cache.delete(key);
  }
}
