// The short way of an HTTP request: when its operation has a plan, the answer is text already. Whatever is unusual about a
// request (another media type, extensions, a trace that a router asks for) takes the general path.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLHandler, GraphQLRequest, RequestOrigin } from "./graphql-handler.js";

const json = "application/json";
const graphqlJson = "application/graphql-response+json";

/** Answers by a plan; false when the general path has to. */
export async function answerByPlan(
  answerPlanned: NonNullable<GraphQLHandler["answerPlanned"]>,
  request: FastifyRequest,
  reply: FastifyReply,
  toOrigin: () => RequestOrigin,
): Promise<boolean> {
  const mediaType = findMediaType(request.headers.accept);
  const operation = request.method === "POST" ? findOperation(request.body) : undefined;
  if (mediaType === undefined || operation === undefined) return false;
  if (request.headers["apollo-federation-include-trace"] !== undefined) return false;
  const body = await answerPlanned(operation, toOrigin());
  if (body === undefined) return false;
  await reply.code(200).header("content-type", `${mediaType}; charset=utf-8`).send(body);
  return true;
}

/** The media type of the answer where the header leaves no choice to weigh. */
export function findMediaType(accept: string | undefined): string | undefined {
  if (accept === undefined || accept === "*/*" || accept === json) return json;
  return accept === graphqlJson ? graphqlJson : undefined;
}

/** The operation of a request that has nothing unusual. */
export function findOperation(body: unknown): GraphQLRequest | undefined {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  const {
    query,
    operationName = null,
    variables = null,
    ...rest
  } = body as Readonly<Record<string, unknown>>;
  if (typeof query !== "string" || Object.keys(rest).length > 0) return undefined;
  if (operationName !== null && typeof operationName !== "string") return undefined;
  if (typeof variables !== "object" || Array.isArray(variables)) return undefined;
  return { query, operationName, variables: variables as Record<string, unknown> | null };
}
