import { readFileSync } from "node:fs";
import { graphqlSync, type GraphQLSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { loyaltySdl } from "../../examples/loyalty-subgraph/start-loyalty.js";
import { buildSchema } from "../../src/graphql/build-schema.js";
import { composers } from "./compose.js";
import { visitsSdl } from "./start-visits.js";

function toSdl(schema: GraphQLSchema): string {
  const { data } = graphqlSync({ schema, source: "{ _service { sdl } }" });
  const service = data?.["_service"] as { readonly sdl: string } | undefined;
  return service?.sdl ?? "";
}

const ours = { name: "customers", url: "http://customers", sdl: toSdl(buildSchema()) };
const loyalty = { name: "loyalty", url: "http://loyalty", sdl: loyaltySdl };
const visits = { name: "visits", url: "http://visits", sdl: visitsSdl };

describe.each(Object.entries(composers))("%s", (_, compose) => {
  it.each([
    ["alone", [ours]],
    ["with the loyalty subgraph", [ours, loyalty]],
    ["with subgraphs that know customers by either key", [ours, loyalty, visits]],
  ])("composes the gateway %s", (_name, subgraphs) => {
    const { supergraphSdl, errors } = compose(subgraphs);
    expect(errors).toEqual([]);
    for (const { name } of subgraphs) expect(supergraphSdl).toContain(`@join__graph(name: "${name}"`);
  });

  it("composes it with a subgraph that has a PageInfo of its own", () => {
    const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@shareable"])
      type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
      type Query { page: PageInfo }`;
    expect(compose([ours, { name: "other", url: "http://other", sdl }]).errors).toEqual([]);
  });

  it("refuses a subgraph that answers one of the gateway's fields too", () => {
    const sdl = `${loyaltySdl} extend type Customer { profile: String }`;
    expect(compose([ours, { ...loyalty, sdl }]).errors).not.toEqual([]);
  });
});

it("keeps in schema.graphql what clients see, and nothing that only routers ask for", () => {
  const text = readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8");
  expect(text).not.toMatch(/_entities|_service|_Any|federation__|link__|@key/);
});
