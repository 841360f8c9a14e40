// The routers that stand before the gateway in tests, on ports of their own. Both forward who asks and what for.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { ApolloGateway, RemoteGraphQLDataSource } from "@apollo/gateway";
import { createGatewayRuntime } from "@graphql-hive/gateway-runtime";

/** A running router; `url` is its GraphQL endpoint. */
export interface Router extends AsyncDisposable {
  readonly url: string;
}

const forwarded = ["authorization", "x-purpose"] as const;

/** Empty while the router asks for its own sake. */
interface RouterContext {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Starts Apollo's gateway. */
export async function startApolloGateway(supergraphSdl: string): Promise<Router> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ url }) =>
      new RemoteGraphQLDataSource<RouterContext>({
        ...(url === undefined ? {} : { url }),
        willSendRequest({ request, context }) {
          const headers = (context as RouterContext).headers ?? {};
          for (const [name, value] of Object.entries(headers)) request.http?.headers.set(name, value);
        },
      }),
  });
  const server = new ApolloServer<RouterContext>({ gateway, stopOnTerminationSignals: false });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: "127.0.0.1" },
    context: async ({ req }) => ({ headers: pick((name) => req.headers[name]) }),
  });
  return { url, [Symbol.asyncDispose]: () => server.stop() };
}

/** Starts Hive Gateway; subscriptions go to the socket of the subgraph `liveSubgraph`, with the caller's token. */
export async function startHiveGateway(supergraphSdl: string, liveSubgraph: string): Promise<Router> {
  const runtime = createGatewayRuntime({
    supergraph: supergraphSdl,
    logging: false,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => pick((name) => request.headers.get(name)),
    },
    transportEntries: {
      [liveSubgraph]: {
        options: {
          subscriptions: {
            kind: "ws",
            options: {
              connectionParams: {
                authorization: "{context.headers.authorization}",
                purpose: "{context.headers['x-purpose']}",
              },
            },
          },
        },
      },
    },
  });
  const server = createServer((request, response) => void runtime(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/graphql`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await runtime[Symbol.asyncDispose]();
    },
  };
}

function pick(find: (name: string) => string | string[] | null | undefined): Record<string, string> {
  return Object.fromEntries(
    forwarded.flatMap((name) => {
      const value = find(name);
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
