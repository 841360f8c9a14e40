// The two other subgraphs of Apollo's compatibility suite.
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse, type GraphQLSchema } from "graphql";

const link = (imports: string): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: [${imports}])`;

/** The schema of the users subgraph. */
export const usersSdl = `${link('"@key", "@shareable"')}
  type User @key(fields: "email") {
    email: ID!
    name: String
    totalProductsCreated: Int @shareable
    yearsOfEmployment: Int!
  }
`;

/** The schema of the inventory subgraph. */
export const inventorySdl = `${link('"@key", "@requires", "@shareable", "@external"')}
  type Product @key(fields: "id") {
    id: ID!
    dimensions: ProductDimension @external
    delivery(zip: String): DeliveryEstimates @requires(fields: "dimensions { size weight }")
  }
  type ProductDimension @shareable { size: String weight: Float }
  type DeliveryEstimates { estimatedDelivery: String fastestDelivery: String }
  interface Inventory @key(fields: "id") { id: ID! products: [Product!]! }
  type OpenSourceInventory implements Inventory @key(fields: "id") { id: ID! products: [Product!]! }
  type Query { inventory(id: ID!): Inventory }
`;

const person = {
  email: "support@apollographql.com",
  name: "Apollo Studio Support",
  totalProductsCreated: 10,
  yearsOfEmployment: 10,
};
const estimate = { estimatedDelivery: "5/1/2019", fastestDelivery: "5/1/2019" };

interface ProductReference {
  readonly dimensions: { readonly size: string; readonly weight: number };
}

/** Users by their e-mail addresses. */
export const usersSchema: GraphQLSchema = buildSubgraphSchema([
  {
    typeDefs: parse(usersSdl),
    resolvers: {
      User: {
        __resolveReference: async ({ email }: { readonly email: string }) =>
          email === person.email ? person : null,
      },
    },
  },
]);

/** Where products lie, and when they arrive. */
export const inventorySchema: GraphQLSchema = buildSubgraphSchema([
  {
    typeDefs: parse(inventorySdl),
    resolvers: {
      Query: {
        inventory: (_: unknown, { id }: { readonly id: string }) =>
          id === "apollo-oss" ? { id, products: [{ id: "apollo-federation" }] } : null,
      },
      Inventory: { __resolveType: () => "OpenSourceInventory" },
      Product: {
        delivery: ({ dimensions }: ProductReference) =>
          dimensions.size === "small" && dimensions.weight === 1 ? estimate : null,
      },
    },
  },
]);
