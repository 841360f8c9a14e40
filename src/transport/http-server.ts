// The HTTP server with what holds for every path: request id, safe headers, CORS, coded errors, one log line a request.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import type { Logger } from "../observability/logger.js";
import { GatewayError } from "../shared/errors.js";
import { sendError } from "./error-response.js";
import type { TransportSettings } from "./transport-settings.js";

const requestIdPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** The caller's own `x-request-id` when it is harmless in a log, else a new one. */
export function toRequestId(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && requestIdPattern.test(given) ? given : randomUUID();
}

/** A server without routes. `isDraining` tells that it is shutting down: connections are not kept then. */
export async function createHttpServer(
  settings: TransportSettings,
  logger: Logger,
  isDraining: () => boolean,
): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: settings.maxBodyBytes,
    requestTimeout: settings.requestTimeoutMs,
    genReqId: toRequestId,
    requestIdHeader: false,
    // Requests that reach us while we drain are still answered.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      void sendError(error, request, reply, logger);
    },
  });
  // Text is fastify's second built-in type; a GraphQL request is JSON.
  server.removeContentTypeParser("text/plain");

  server.addHook("onRequest", async (request, reply) => {
    void reply.header("x-request-id", request.id);
  });
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { "default-src": ["'none'"], "frame-ancestors": ["'none'"] },
    },
  });
  if (settings.corsOrigins.length > 0) {
    await server.register(cors, {
      origin: [...settings.corsOrigins],
      methods: ["GET", "POST"],
      allowedHeaders: [
        "authorization",
        "content-type",
        "x-purpose",
        "x-request-id",
        "last-event-id",
        "apollo-require-preflight",
      ],
      exposedHeaders: ["x-request-id"],
      maxAge: 600,
    });
  }
  addAnswersForUnknownPaths(server);
  server.setErrorHandler((error, request, reply) => sendError(error, request, reply, logger));
  server.addHook("onSend", async (_request, reply) => {
    if (isDraining()) void reply.header("connection", "close");
  });
  server.addHook("onResponse", async (request, reply) => {
    // The path as it is declared: a URL may carry a query with personal data.
    const path = request.routeOptions.url ?? "unknown";
    const durationMs = Math.round(reply.elapsedTime * 10) / 10;
    logger.debug(
      { requestId: request.id, method: request.method, path, status: reply.statusCode, durationMs },
      "Answered.",
    );
    // An answer in parts has sent its head, without `connection: close`, before the draining began.
    if (isDraining()) setImmediate(() => server.server.closeIdleConnections());
  });
  return server;
}

// 405 with `Allow` for a known path, 404 for others.
function addAnswersForUnknownPaths(server: FastifyInstance): void {
  const methodsByPath = new Map<string, string[]>();
  server.addHook("onRoute", ({ url, method }) => {
    methodsByPath.set(url, [...(methodsByPath.get(url) ?? []), ...[method].flat()]);
  });
  server.setNotFoundHandler(async (request, reply) => {
    const methods = methodsByPath.get(toPath(request));
    if (methods === undefined) throw new GatewayError("NOT_FOUND", "Nothing is served under this path.");
    void reply.header("allow", methods.join(", "));
    throw new GatewayError("METHOD_NOT_ALLOWED", `This path answers ${methods.join(" and ")} only.`);
  });
}

function toPath(request: FastifyRequest): string {
  return request.url.split("?", 1)[0]!;
}
