// A subgraph that knows customers by their ids, as an app that was built on the gateway does.
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";

/** Its schema, for composition. */
export const visitsSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Customer @key(fields: "id") { id: ID! visits: Int! }
  type Query { visitors: [Customer]! }
`;

/** Starts it with a number of visits for each customer. */
export async function startVisits(
  visits: Readonly<Record<string, number>>,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const resolvers = {
    Query: { visitors: () => Object.keys(visits).map((id) => ({ id })) },
    Customer: {
      __resolveReference: async ({ id }: { readonly id: string }) => ({ id }),
      visits: ({ id }: { readonly id: string }) => visits[id] ?? 0,
    },
  };
  const server = new ApolloServer({
    schema: buildSubgraphSchema([{ typeDefs: parse(visitsSdl), resolvers }]),
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: "127.0.0.1" } });
  return { url, [Symbol.asyncDispose]: () => server.stop() };
}
