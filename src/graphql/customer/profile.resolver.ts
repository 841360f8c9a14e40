import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { RequestContext } from "../request-context.js";
import { Customer } from "./customer.type.js";
import { ProductHolding, toProductHolding } from "./product-holding.type.js";
import { Profile } from "./profile.type.js";

/** A customer holds far fewer products than this; the list is not paged. */
const maxProducts = 500;

/** Customer.profile and Customer.products */
@Resolver(() => Customer)
export class ProfileResolver {
  @FieldResolver(() => Profile, {
    nullable: true,
    description: "Who the customer is; null while the CRM is down or when it does not know the person.",
  })
  async profile(@Root() customer: Customer, @Ctx() { loaders }: RequestContext): Promise<Profile | null> {
    const [profile] = await loaders.facet("profile", customer.key, { limit: 1 });
    return profile ?? null;
  }

  @FieldResolver(() => [ProductHolding], {
    nullable: true,
    description: "Products that the customer holds or held, newest first; null while the CRM is down.",
  })
  async products(@Root() customer: Customer, @Ctx() { loaders }: RequestContext): Promise<ProductHolding[]> {
    const holdings = await loaders.facet("products", customer.key, { limit: maxProducts });
    return holdings.map(toProductHolding);
  }
}
