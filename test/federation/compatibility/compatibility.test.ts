// Apollo's subgraph compatibility matrix (github.com/apollographql/apollo-federation-subgraph-compatibility), column by
// column: what the suite asks of a products subgraph, asked of one that the gateway's own builder made from classes.
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginInlineTrace } from "@apollo/server/plugin/inlineTrace";
import { startStandaloneServer } from "@apollo/server/standalone";
import { stripIgnoredCharacters, type GraphQLSchema } from "graphql";
import { buildSchemaSync } from "type-graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildSubgraph } from "../../../src/graphql/federation/build-subgraph.js";
import { composers, composeSupergraph } from "../compose.js";
import { startApolloGateway, startHiveGateway } from "../start-routers.js";
import { inventorySchema, inventorySdl, usersSchema, usersSdl } from "./neighbours.js";
import { ProductsResolver, references, UserResolver } from "./products.resolver.js";
import { Inventory } from "./products.type.js";

const productsSchema = buildSubgraph({
  schema: buildSchemaSync({
    resolvers: [ProductsResolver, UserResolver],
    orphanedTypes: [Inventory],
    validate: false,
  }),
  references,
  extraSdl: `
    extend schema
      @link(url: "https://myspecs.dev/myCustomDirective/v1.0", import: ["@custom"])
      @composeDirective(name: "@custom")
    directive @custom on OBJECT
  `,
});

interface Result {
  readonly data?: Record<string, never>;
  readonly errors?: readonly unknown[];
  readonly extensions?: Record<string, unknown>;
}

const started = new AsyncDisposableStack();
const routers: Record<string, string> = {};
let productsUrl = "";
let sdl = "";

beforeAll(async () => {
  productsUrl = await start(productsSchema);
  const { data } = await ask(productsUrl, "{ _service { sdl } }");
  const text = (data as unknown as { _service: { sdl: string } })._service.sdl;
  sdl = stripIgnoredCharacters(text);
  const subgraphs = [
    { name: "products", url: productsUrl, sdl: text },
    { name: "users", url: await start(usersSchema), sdl: usersSdl },
    { name: "inventory", url: await start(inventorySchema), sdl: inventorySdl },
  ];
  for (const composer of Object.keys(composers) as (keyof typeof composers)[]) {
    const supergraph = composeSupergraph(composer, subgraphs);
    routers[`@apollo/gateway over ${composer}`] = started.use(await startApolloGateway(supergraph)).url;
    routers[`Hive Gateway over ${composer}`] = started.use(
      await startHiveGateway(supergraph, "products"),
    ).url;
  }
});
afterAll(() => started.disposeAsync());

async function start(schema: GraphQLSchema): Promise<string> {
  const server = new ApolloServer({
    schema,
    plugins: [ApolloServerPluginInlineTrace()],
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: "127.0.0.1" } });
  started.defer(() => server.stop());
  return url;
}

async function ask(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Result> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Result;
}

const askEntities = (fragment: string, representations: readonly object[]): Promise<Result> =>
  ask(
    productsUrl,
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${fragment} } }`,
    { representations },
  );

describe("the products subgraph itself", () => {
  it("_service", () => {
    expect(sdl).toContain("type Query");
    expect(sdl).toContain("product(id:ID!):Product");
    expect(sdl).toMatch(
      /deprecatedProduct\((sku:String!package|package:String!sku):String!\):DeprecatedProduct@deprecated\(reason:/,
    );
  });

  it("@link", () => {
    expect(sdl.match(/@link\(url:"https:\/\/specs\.apollo\.dev\/federation\/v2\.9"/g)).toHaveLength(1);
  });

  it("@key single", async () => {
    expect(sdl).toMatch(/type User ?(@extends)?@key\(fields:"email"\)/);
    expect(
      await askEntities("... on User { email name }", [
        { __typename: "User", email: "support@apollographql.com" },
      ]),
    ).toEqual({
      data: { _entities: [{ email: "support@apollographql.com", name: "Jane Smith" }] },
    });
  });

  it("@key multiple", async () => {
    expect(sdl).toMatch(/type DeprecatedProduct@key\(fields:"sku package"/);
    const key = { sku: "apollo-federation-v1", package: "@apollo/federation-v1" };
    expect(
      await askEntities("... on DeprecatedProduct { sku package reason }", [
        { __typename: "DeprecatedProduct", ...key },
      ]),
    ).toEqual({ data: { _entities: [{ ...key, reason: "Migrate to Federation V2" }] } });
  });

  it("@key composite", async () => {
    expect(sdl).toMatch(/type ProductResearch@key\(fields:"study { caseNumber }"/);
    expect(
      await askEntities("... on ProductResearch { study { caseNumber description } }", [
        { __typename: "ProductResearch", study: { caseNumber: "1234" } },
      ]),
    ).toEqual({ data: { _entities: [{ study: { caseNumber: "1234", description: "Federation Study" } }] } });
  });

  it("repeatable @key", async () => {
    expect(sdl).toMatch(
      /type Product@.*@key\(fields:"id"\)@key\(fields:"sku package"\)@key\(fields:"sku variation { id }"\)/,
    );
    const federation = { id: "apollo-federation", sku: "federation" };
    expect(
      await askEntities("... on Product { id sku }", [
        { __typename: "Product", id: "apollo-federation" },
        { __typename: "Product", sku: "federation", package: "@apollo/federation" },
        { __typename: "Product", sku: "studio", variation: { id: "platform" } },
      ]),
    ).toEqual({ data: { _entities: [federation, federation, { id: "apollo-studio", sku: "studio" }] } });
  });

  it("@provides", async () => {
    expect(sdl).toContain('createdBy:User@provides(fields:"totalProductsCreated")');
    const { data } = await ask(
      productsUrl,
      '{ product(id: "apollo-federation") { createdBy { email totalProductsCreated } } }',
    );
    expect(data?.["product"]).toEqual({
      createdBy: { email: "support@apollographql.com", totalProductsCreated: 1337 },
    });
  });

  it("@inaccessible", async () => {
    expect(sdl).toContain("unit:String@inaccessible");
    const { data } = await ask(productsUrl, '{ product(id: "apollo-federation") { dimensions { unit } } }');
    expect(data?.["product"]).toEqual({ dimensions: { unit: "kg" } });
  });

  it("@tag, @shareable, @requires, @override, @interfaceObject and @composeDirective in its SDL", () => {
    expect(sdl).toContain('notes:String@tag(name:"internal")');
    expect(sdl).toContain("type ProductDimension@shareable");
    expect(sdl).toContain(
      'averageProductsCreatedPerYear:Int@requires(fields:"totalProductsCreated yearsOfEmployment")',
    );
    expect(sdl).toContain('name:String@override(from:"users")');
    expect(sdl).toMatch(
      /type Inventory(@interfaceObject@key\(fields:"id"\)|@key\(fields:"id"\)@interfaceObject)/,
    );
    expect(sdl).toMatch(/schema.*@composeDirective\(name:"@custom"\)/);
    expect(sdl).toContain("directive@custom on OBJECT");
    expect(sdl).toMatch(/type Product.*@custom.*\{/);
    expect(sdl).not.toMatch(/@federation__(tag|inaccessible)\(name:"/);
  });

  it("ftv1: federated tracing for whom it asks, and for nobody else", async () => {
    const traced = await ask(
      productsUrl,
      "{ __typename }",
      {},
      { "apollo-federation-include-trace": "ftv1" },
    );
    expect(traced).toEqual({
      data: { __typename: "Query" },
      extensions: { ftv1: expect.any(String) as string },
    });
    expect(await ask(productsUrl, "{ __typename }")).toEqual({ data: { __typename: "Query" } });
  });
});

describe.each(
  Object.keys(composers).flatMap((composer) => [
    `@apollo/gateway over ${composer}`,
    `Hive Gateway over ${composer}`,
  ]),
)("through %s", (router) => {
  it.each([
    [
      "@shareable",
      '{ product(id: "apollo-federation") { dimensions { size weight } } }',
      { product: { dimensions: { size: "small", weight: 1 } } },
    ],
    [
      "@requires",
      '{ product(id: "apollo-federation") { createdBy { averageProductsCreatedPerYear email } } }',
      {
        product: {
          createdBy: {
            averageProductsCreatedPerYear: expect.any(Number) as number,
            email: "support@apollographql.com",
          },
        },
      },
    ],
    [
      "@requires of another subgraph",
      '{ product(id: "apollo-federation") { delivery(zip: "94111") { estimatedDelivery } } }',
      { product: { delivery: { estimatedDelivery: "5/1/2019" } } },
    ],
    [
      "@override",
      '{ product(id: "apollo-federation") { createdBy { name } } }',
      { product: { createdBy: { name: "Jane Smith" } } },
    ],
    [
      "@interfaceObject",
      '{ inventory(id: "apollo-oss") { deprecatedProducts { sku reason } } }',
      {
        inventory: {
          deprecatedProducts: [{ sku: "apollo-federation-v1", reason: "Migrate to Federation V2" }],
        },
      },
    ],
  ])("%s", async (_, query, data) => {
    expect(await ask(routers[router] ?? "", query)).toEqual({ data });
  });

  it("@inaccessible: the field is not there", async () => {
    const { errors } = await ask(
      routers[router] ?? "",
      '{ product(id: "apollo-federation") { dimensions { unit } } }',
    );
    expect(errors).toHaveLength(1);
  });
});
