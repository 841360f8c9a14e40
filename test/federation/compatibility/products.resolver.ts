// What the products subgraph answers, and how it finds its entities.
import { Arg, Directive, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { ReferenceResolvers } from "../../../src/graphql/federation/create-entities-resolver.js";
import { DeprecatedProduct, Product, User, type Inventory, type ProductResearch } from "./products.type.js";
import { deprecatedProduct, products, studies, user } from "./records.js";

type Fields = Readonly<Record<string, unknown>>;

@Resolver()
export class ProductsResolver {
  @Query(() => Product, { nullable: true })
  product(@Arg("id", () => ID) id: string): Product | null {
    return findProduct((product) => product.id === id);
  }

  @Query(() => DeprecatedProduct, { nullable: true, deprecationReason: "Use product query instead" })
  deprecatedProduct(
    @Arg("sku", () => String) sku: string,
    @Arg("package", () => String) packageName: string,
  ): DeprecatedProduct | null {
    return findDeprecated({ sku, package: packageName });
  }
}

@Resolver(() => User)
export class UserResolver {
  @Directive('@requires(fields: "totalProductsCreated yearsOfEmployment")')
  @FieldResolver(() => Int, { nullable: true })
  averageProductsCreatedPerYear(@Root() { totalProductsCreated, yearsOfEmployment }: User): number | null {
    if (totalProductsCreated === undefined || yearsOfEmployment === undefined) return null;
    return Math.round(totalProductsCreated / yearsOfEmployment);
  }
}

/** How a router reaches each entity. */
export const references: ReferenceResolvers<object> = {
  Product: async ({ id, sku, package: packageName, variation }) =>
    findProduct(
      (product) =>
        product.id === id ||
        (product.sku === sku &&
          (product.package === packageName ||
            product.variation.id === (variation as Fields | undefined)?.["id"])),
    ),
  DeprecatedProduct: async (key) => findDeprecated(key),
  ProductResearch: async ({ study }) => {
    const found = studies.find(({ caseNumber }) => caseNumber === (study as Fields)["caseNumber"]);
    return found === undefined ? null : toResearch(found);
  },
  // What other subgraphs were asked for comes with the representation (@requires).
  User: async ({ email, totalProductsCreated, yearsOfEmployment }) =>
    email === user.email ? toUser({ totalProductsCreated, yearsOfEmployment } as Partial<User>) : null,
  Inventory: async ({ id }): Promise<Inventory> => ({
    __typename: "Inventory",
    id: String(id),
    deprecatedProducts: [toDeprecated()],
  }),
};

function findProduct(fits: (product: (typeof products)[number]) => boolean): Product | null {
  const found = products.find(fits);
  if (found === undefined) return null;
  const { study, ...product } = found;
  return { __typename: "Product", ...product, createdBy: toUser({}), research: [toResearch(study)] };
}

function findDeprecated(key: Fields): DeprecatedProduct | null {
  const { sku, package: packageName } = deprecatedProduct;
  return key["sku"] === sku && key["package"] === packageName ? toDeprecated() : null;
}

function toDeprecated(): DeprecatedProduct {
  return { __typename: "DeprecatedProduct", ...deprecatedProduct, createdBy: toUser({}) };
}

function toResearch(study: (typeof studies)[number]): ProductResearch {
  return { __typename: "ProductResearch", study };
}

function toUser(required: Partial<User>): User {
  const given = Object.fromEntries(Object.entries(required).filter(([, value]) => value !== undefined));
  return { __typename: "User", ...user, ...given };
}
