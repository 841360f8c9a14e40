// The four subgraphs behind Hive Gateway, graphql-yoga servers with DataLoader each on a port of its own, in one process:
// fewer processes than machines would be the usual case, and cheaper for the peer.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { createYoga } from "graphql-yoga";
import { createRequestLoaders, customerResolvers, queryResolvers, type LoadersContext } from "./loaders.js";
import { toKey } from "./records.js";
import { customerFields, queryTypes, recordTypes, sharedTypes } from "./schema-text.js";

type Field = keyof typeof customerFields;

interface Subgraph {
  readonly name: string;
  readonly fields: readonly Field[];
}

const subgraphs: readonly Subgraph[] = [
  { name: "customers", fields: ["profile", "identities", "consents"] },
  { name: "web-events", fields: ["webEvents"] },
  { name: "transfers", fields: ["transfers"] },
  { name: "consultations", fields: ["consultations"] },
];

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])`;

function toSchemaText({ name, fields }: Subgraph): string {
  const types = fields.map((field) => recordTypes[field]).join("");
  const shared = /Channel/.test(types) ? sharedTypes : "scalar DateTime";
  return `${link}
    ${shared} ${types} ${name === "customers" ? queryTypes : ""}
    type Customer @key(fields: "id") { id: ID! ${fields.map((field) => customerFields[field]).join(" ")} }`;
}

/** The customer of a representation; only the subgraph of customers has to look whether there is one. */
function resolveReference(
  { name }: Subgraph,
  { id }: { readonly id: string },
  { loaders }: LoadersContext,
): object {
  if (name === "customers") return loaders.customers.load(toKey(id));
  return { id, key: toKey(id), crmId: null };
}

async function startSubgraph(subgraph: Subgraph): Promise<{ name: string; url: string; sdl: string }> {
  const sdl = toSchemaText(subgraph);
  const yoga = createYoga<object, LoadersContext>({
    schema: buildSubgraphSchema([
      {
        typeDefs: parse(sdl),
        resolvers: {
          ...(subgraph.name === "customers" && { Query: queryResolvers }),
          Customer: {
            __resolveReference: (reference: { readonly id: string }, context: LoadersContext) =>
              resolveReference(subgraph, reference, context),
            ...Object.fromEntries(subgraph.fields.map((field) => [field, customerResolvers[field]])),
          },
        } as never,
      },
    ]),
    context: () => ({ loaders: createRequestLoaders() }),
    logging: false,
    graphiql: false,
    landingPage: false,
  });
  const server = createServer((request, response) => void yoga(request, response));
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { name: subgraph.name, url: `http://127.0.0.1:${String(port)}/graphql`, sdl };
}

process.send?.(await Promise.all(subgraphs.map(startSubgraph)));
process.on("disconnect", () => process.exit(0));
