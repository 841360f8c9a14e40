// The loyalty programme as a subgraph: a GraphQL server of its own that knows nothing of the gateway but Customer.crmId.
import { readFileSync } from "node:fs";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";

interface Member {
  readonly crmId: string | null;
  readonly tier: string;
  readonly points: number;
}

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

/** Its schema, for composition. */
export const loyaltySdl = read("schema.graphql");

/** Starts it; port 0 takes a free one. */
export async function startLoyalty(port: number): Promise<{ readonly url: string } & AsyncDisposable> {
  const members = JSON.parse(read("members.json")) as readonly Member[];
  const byCrmId = new Map(members.map((member) => [member.crmId, member]));
  const resolvers = {
    Query: {
      topMembers: (_: unknown, { first }: { readonly first: number }) =>
        members.toSorted((left, right) => right.points - left.points).slice(0, first),
    },
    Customer: {
      // Whoever has not joined is a customer all the same: null here would take the customer out of the whole answer.
      __resolveReference: async ({ crmId }: Pick<Member, "crmId">) => byCrmId.get(crmId) ?? { crmId },
    },
  };
  const server = new ApolloServer({
    schema: buildSubgraphSchema([{ typeDefs: parse(loyaltySdl), resolvers }]),
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(server, { listen: { port, host: "127.0.0.1" } });
  return { url, [Symbol.asyncDispose]: () => server.stop() };
}
