import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { IdentityLink } from "../../domains/identity/identity.js";
import { UnreadableIdentifierError } from "../../domains/identity/identifier-cipher.js";
import { Customer } from "../customer/customer.type.js";
import type { RequestContext } from "../request-context.js";
import { Identity, toIdentity } from "./identity.type.js";

/** Customer.identities */
@Resolver(() => Customer)
export class IdentitiesResolver {
  @FieldResolver(() => [Identity], {
    description:
      "Under which names the systems around us know the customer. One that our store cannot open any more is left out; lists that are found by it are errors.",
  })
  async identities(@Root() customer: Customer, @Ctx() { loaders }: RequestContext): Promise<Identity[]> {
    return (await loaders.identities(customer.key)).flatMap(listReadable);
  }
}

/** A value that does not open is in the log already; the customer's other identities stand. */
function listReadable(link: IdentityLink): readonly Identity[] {
  try {
    return [toIdentity(link)];
  } catch (error) {
    if (error instanceof UnreadableIdentifierError) return [];
    throw error;
  }
}
