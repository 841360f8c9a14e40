import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { Customer } from "../customer/customer.type.js";
import type { RequestContext } from "../request-context.js";
import { Identity, toIdentity } from "./identity.type.js";

/** Customer.identities */
@Resolver(() => Customer)
export class IdentitiesResolver {
  @FieldResolver(() => [Identity], {
    description: "Under which names the systems around us know the customer.",
  })
  async identities(@Root() customer: Customer, @Ctx() { loaders }: RequestContext): Promise<Identity[]> {
    return (await loaders.identities(customer.key)).map(toIdentity);
  }
}
