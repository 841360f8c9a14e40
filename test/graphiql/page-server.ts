// A server that gives the built page the policy of the product, and a small schema to ask.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { buildSchema, graphql, type ExecutionResult } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

const schema = buildSchema(`
  type Query { greeting(name: String!): String! }
  type Subscription { counted: Int! }
`);

/** What reached the endpoint: the authorization of each call and of each socket. */
export interface SeenRequests {
  readonly http: (string | undefined)[];
  readonly sockets: unknown[];
}

/** A running server; closes with `await using`. */
export interface PageServer extends AsyncDisposable {
  readonly origin: string;
  readonly seen: SeenRequests;
}

async function* count(): AsyncGenerator<{ counted: number }> {
  yield { counted: 41 };
  yield await Promise.resolve({ counted: 42 });
}

/** Serves the folder under `/graphiql/` with the given settings of the page. */
export async function startPageServer(folder: string, config: unknown): Promise<PageServer> {
  const seen: SeenRequests = { http: [], sockets: [] };
  const answer = async (path: string, body: string): Promise<{ type: string; content: string | Buffer }> => {
    if (path === "/graphql") {
      const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
      const rootValue = { greeting: ({ name }: { name: string }) => `안녕하세요, ${name}` };
      const result: ExecutionResult = await graphql({
        schema,
        source: query,
        rootValue,
        ...(variables ? { variableValues: variables } : {}),
      });
      return { type: "application/json", content: JSON.stringify(result) };
    }
    if (path === "/graphiql/config.json")
      return { type: "application/json", content: JSON.stringify(config) };
    const file = path === "/graphiql" ? "index.html" : path.slice("/graphiql/".length);
    return {
      type: contentTypes[extname(file)] ?? "application/octet-stream",
      content: await readFile(join(folder, file)),
    };
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = new URL(request.url ?? "/", "http://localhost").pathname;
      if (path === "/graphql") seen.http.push(request.headers.authorization);
      answer(path, Buffer.concat(chunks).toString("utf8")).then(
        ({ type, content }) => {
          response.writeHead(200, { "content-type": type, "content-security-policy": policy }).end(content);
        },
        () => {
          response.writeHead(404).end();
        },
      );
    });
  });
  const sockets = new WebSocketServer({ server, path: "/graphql" });
  const protocol = useServer(
    {
      schema,
      roots: { subscription: { counted: count } },
      onConnect: ({ connectionParams }) => {
        seen.sockets.push(connectionParams);
      },
    },
    sockets,
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    seen,
    async [Symbol.asyncDispose]() {
      await protocol.dispose();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
