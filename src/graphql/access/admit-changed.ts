import type { RequestContext } from "../request-context.js";
import type { Entrance, Person } from "./request-access.js";

/**
 * Admits the person whom a use case has just changed: read and judged anew, so that a withdrawal holds in its own answer.
 * The use case has written the entry of the access log. Undefined when the customer is gone by now.
 */
export async function admitChanged(
  { loaders, access }: RequestContext,
  customerId: string,
  entrance: Entrance,
): Promise<Person | undefined> {
  loaders.forget(customerId);
  access.noteChange(customerId);
  const ref = await loaders.customer(customerId);
  return ref === undefined ? undefined : access.admit(ref, entrance);
}
