// An operation that asks for its answer as server-sent events: by POST like any other, or by GET, as EventSource sends it.
import { GatewayError } from "../shared/errors.js";
import type { GraphQLRequest } from "./graphql-handler.js";
import { toSingle } from "./request-headers.js";

/** What is read of an HTTP request. */
export interface SseRequest {
  readonly method: string;
  readonly body: unknown;
  readonly query: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Reads it; throws BAD_REQUEST when it is not GraphQL over HTTP. */
export function readSseRequest({ method, body, query, headers }: SseRequest): GraphQLRequest {
  const isGet = method === "GET";
  const { query: text, operationName, variables, extensions } = isGet ? toMembers(query) : toObject(body);
  if (typeof text !== "string") throw badRequest("`query` must be a string.");
  if (operationName !== null && operationName !== undefined && typeof operationName !== "string") {
    throw badRequest("`operationName` must be a string.");
  }
  const lastEventId = toSingle(headers["last-event-id"]);
  return {
    query: text,
    operationName: operationName ?? null,
    variables: variables === undefined || variables === null ? null : toObject(variables, "`variables`"),
    extensions,
    ...(lastEventId !== undefined && lastEventId !== "" && { lastEventId }),
    ...(isGet && { isReadOnly: true }),
  };
}

// In a URL, `variables` and `extensions` are JSON (GraphQL over HTTP §6.3).
function toMembers(query: unknown): Record<string, unknown> {
  const { variables, extensions, ...rest } = toObject(query, "The URL's query");
  return { ...rest, variables: parse(variables, "variables"), extensions: parse(extensions, "extensions") };
}

function parse(value: unknown, name: string): unknown {
  if (value === undefined || value === "") return undefined;
  try {
    if (typeof value === "string") return JSON.parse(value);
  } catch {
    // Told below: the parser's own message may quote the request.
  }
  throw badRequest(`\`${name}\` is not JSON.`);
}

function toObject(value: unknown, name = "The request's body"): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw badRequest(`${name} must be a JSON object.`);
}

function badRequest(message: string): GatewayError {
  return new GatewayError("BAD_REQUEST", message);
}
