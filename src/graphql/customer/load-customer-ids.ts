import type { CustomerRef } from "../../domains/identity/identity.js";
import { parseNodeIdOf } from "../../shared/ids.js";
import type { RequestContext } from "../request-context.js";

/** The inner ids of customers and of all that were merged into them; undefined when none were named. */
export async function loadCustomerIds(
  { loaders }: Pick<RequestContext, "loaders">,
  ids: readonly string[] | null | undefined,
  argument: string,
): Promise<readonly string[] | undefined> {
  if (ids === null || ids === undefined) return undefined;
  const refs = await Promise.all(ids.map((id) => loaders.customer(parseNodeIdOf("Customer", id, argument))));
  return refs.flatMap((ref) => (ref === undefined ? [] : withMerged(ref)));
}

/** Events from before a merge keep the id that the customer had then. */
export function withMerged({ id, mergedIds }: CustomerRef): readonly string[] {
  return [id, ...mergedIds];
}
