// Customer as an entity: the ways in are those of Query.customer and Query.customerByIdentity, with the same rules.
import { findNormalisedIdentity } from "../../domains/identity/identity.js";
import type { CustomerReference } from "../../loaders/loaders.js";
import { GatewayError, invalidArgument } from "../../shared/errors.js";
import { parseNodeIdOf } from "../../shared/ids.js";
import { toCustomer } from "../customer/customer.type.js";
import type { RequestContext } from "../request-context.js";
import type { ReferenceResolver, Representation } from "./create-entities-resolver.js";

const argument = "representations";

/** Whoever may not look people up by their numbers with this field may not do it with a representation either. */
const lookUp = "Query.customerByIdentity";

/** Finds customers by `id` or `crmId`. */
export const findCustomerReference: ReferenceResolver<RequestContext> = async (
  representation,
  { loaders, access },
  info,
  index,
) => {
  const reference = parseReference(representation);
  if (reference === undefined) return null;
  const decision = access.viewerJudgement.decide(lookUp);
  if ("crmId" in reference && decision.kind !== "allow") {
    const field = "Query._entities";
    throw new GatewayError("FORBIDDEN", `${field} by crmId ${decision.message}.`, { field });
  }
  const customer = await loaders.customerByReference(reference);
  if (customer === undefined) return null;
  await access.admit(customer, info, { index, type: "Customer" });
  return toCustomer(customer);
};

/** Undefined when the key is null: a person whom the CRM does not know has no number there, and nobody is found by it. */
function parseReference({ id, crmId }: Representation): CustomerReference | undefined {
  if (typeof id === "string") return { id: parseNodeIdOf("Customer", id, argument) };
  if (typeof crmId === "string") {
    const value = findNormalisedIdentity("CRM_ID", crmId);
    if (value === undefined) throw invalidArgument(argument, "have a crmId that cannot be one.");
    return { crmId: value };
  }
  if ((id ?? crmId) === null) return undefined;
  throw invalidArgument(argument, "have neither the id nor the crmId of a Customer.");
}
