// Customer as an entity: the ways in are those of Query.customer and Query.customerByIdentity, with the same rules.
import { findNormalisedIdentity } from "../../domains/identity/identity.js";
import type { CustomerReference } from "../../loaders/loaders.js";
import type { Rule } from "../../security/rules.js";
import { GatewayError, invalidArgument } from "../../shared/errors.js";
import { parseNodeIdOf } from "../../shared/ids.js";
import { toCustomer } from "../customer/customer.type.js";
import type { RequestContext } from "../request-context.js";
import type { ReferenceResolver, Representation } from "./create-entities-resolver.js";

const argument = "representations";

/** Finds customers by `id` or `crmId`; `byCrmId` judges who may use the second. */
export function createCustomerReference(byCrmId: Rule): ReferenceResolver<RequestContext> {
  return async (representation, { loaders, viewer }) => {
    const reference = parseReference(representation);
    if (reference === undefined) return null;
    const decision = "crmId" in reference ? byCrmId(viewer) : undefined;
    if (decision?.kind === "deny") {
      const field = "Query._entities";
      throw new GatewayError("FORBIDDEN", `${field} by crmId ${decision.reason}.`, { field });
    }
    const customer = await loaders.customerByReference(reference);
    return customer === undefined ? null : toCustomer(customer);
  };
}

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
