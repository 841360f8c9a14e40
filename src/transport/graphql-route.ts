// GraphQL over HTTP: POST for everything, GET for queries, and as server-sent events for subscriptions too. The caller is known before its body is read.
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { Readable } from "node:stream";
import type { BaseContext } from "@apollo/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Authentication, Authenticator } from "../security/authenticate.js";
import { GatewayError } from "../shared/errors.js";
import type { GraphQLHandler, RequestOrigin } from "./graphql-handler.js";
import { answerByPlan } from "./planned-answer.js";
import { isWithoutPlan, reopenBody } from "./planned-door.js";
import { toApplication, toSingle } from "./request-headers.js";
import type { FindSourceIp } from "./source-ip.js";
import { prefersEventStream } from "./media-type.js";
import type { SseServer } from "./sse-server.js";

/** Where GraphQL is answered, on HTTP and on the socket. */
export const graphqlPath = "/graphql";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; set before the body of a GraphQL request is read. */
    authentication: Authentication | null;
  }
}

/** Adds `POST /graphql` and `GET /graphql`. */
export function addGraphqlRoute<Context extends BaseContext>(
  server: FastifyInstance,
  handler: GraphQLHandler<Context>,
  authenticator: Authenticator,
  findSourceIp: FindSourceIp,
  eventStreams: SseServer,
): void {
  server.decorateRequest("authentication", null);
  const answerByApollo = fastifyApolloHandler(handler.apollo, {
    context: async (request, reply) => handler.createContext(toOrigin(request, reply, findSourceIp)),
  });
  server.route({
    method: ["GET", "POST"],
    url: graphqlPath,
    exposeHeadRoute: false,
    onRequest: async (request) => {
      request.authentication = await authenticator.authenticate({
        authorization: request.headers.authorization,
        purpose: toSingle(request.headers["x-purpose"]),
      });
      // The integration builds a URL of the Host header, and would fail as if the fault were ours.
      if (!URL.canParse(request.url, `${request.protocol}://${request.hostname}/`)) {
        throw new GatewayError("BAD_REQUEST", "The Host header is missing or broken.");
      }
    },
    preParsing: async (request, _reply, payload) => reopenBody(request.raw, payload as Readable),
    handler: async (request, reply) => {
      if (prefersEventStream(request.headers.accept)) {
        eventStreams.answer(request, reply, toCaller(request, findSourceIp));
        return reply;
      }
      const answerPlanned = isWithoutPlan(request.raw) ? undefined : handler.answerPlanned;
      const toOriginOnce = (): RequestOrigin => toOrigin(request, reply, findSourceIp);
      if (answerPlanned && (await answerByPlan(answerPlanned, request, reply, toOriginOnce))) return reply;
      return answerByApollo.call(server, request, reply);
    },
  });
}

function toOrigin(request: FastifyRequest, reply: FastifyReply, findSourceIp: FindSourceIp): RequestOrigin {
  return { ...toCaller(request, findSourceIp), signal: createGoneSignal(reply) };
}

function toCaller(request: FastifyRequest, findSourceIp: FindSourceIp): Omit<RequestOrigin, "signal"> {
  if (request.authentication === null) throw new Error("A GraphQL request was not authenticated.");
  const { viewer, application } = request.authentication;
  return {
    viewer,
    sourceIp: findSourceIp(request.raw),
    application: application ?? toApplication(toSingle(request.headers["apollographql-client-name"])),
    requestId: request.id,
  };
}

// Aborted when the connection closes before the answer was written.
function createGoneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
