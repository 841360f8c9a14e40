// GraphiQL at /graphiql: files that were built before, under a content security policy of their own.
import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { GatewayError } from "../shared/errors.js";

/** Where the built page lies, and what it is prefilled with. */
export interface GraphiqlSettings {
  readonly directory: string;
  /** Answered as `/graphiql/config.json`, without a token: only the demo may put one in. */
  readonly config: () => object | Promise<object>;
}

const notBuilt = 'The GraphiQL page is not built; build it with "npm run build:graphiql".';

const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "worker-src": ["'self'"],
    "connect-src": ["'self'"],
    // Monaco, the editor, writes its styles into the page.
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'", "data:"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'none'"],
  },
};

/** Adds `/graphiql`, its files and its configuration. */
export async function addGraphiqlRoutes(server: FastifyInstance, settings: GraphiqlSettings): Promise<void> {
  // `serve: false` gives `reply.sendFile` without routes, so that each route carries its policy.
  await server.register(fastifyStatic, { root: settings.directory, serve: false, dotfiles: "ignore" });
  const options = { helmet: { contentSecurityPolicy } };
  server.get("/graphiql/config.json", options, async (_request, reply) =>
    reply.header("cache-control", "no-store").send(await settings.config()),
  );
  server.get("/graphiql", options, async (_request, reply) => {
    if (!existsSync(join(settings.directory, "index.html"))) throw new GatewayError("NOT_FOUND", notBuilt);
    return reply.sendFile("index.html", { cacheControl: false });
  });
  // The page's own links start with /graphiql/.
  server.get<{ Params: { "*": string } }>("/graphiql/*", options, async (request, reply) => {
    if (!existsSync(join(settings.directory, "index.html"))) throw new GatewayError("NOT_FOUND", notBuilt);
    return reply.sendFile(request.params["*"] || "index.html");
  });
}
