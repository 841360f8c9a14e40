// Every answer that the pipeline did not make: one coded JSON error, in the media type that the caller prefers.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "../observability/logger.js";
import { toErrorExtensions, toGatewayError } from "../observability/report.js";
import { errorCatalogue, GatewayError } from "../shared/errors.js";
import { chooseMediaType } from "./media-type.js";

/** Sends a fault as `{ errors: [{ message, extensions }] }`; what is not a GatewayError is logged and made safe. */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
  challenge?: string,
): FastifyReply {
  const fault = toGatewayError(toCodedError(error), logger, { requestId: request.id });
  if (fault.code === "UNAUTHENTICATED") logRefusal(fault, request, logger);
  if (fault.code === "UNAUTHENTICATED") {
    void reply.header("www-authenticate", challenge ?? toChallenge(request));
  }
  const { retryAfterSeconds } = fault;
  if (retryAfterSeconds !== undefined) void reply.header("retry-after", String(retryAfterSeconds));
  return reply
    .code(errorCatalogue[fault.code].httpStatus)
    .type(`${chooseMediaType(request.headers.accept)}; charset=utf-8`)
    .send(JSON.stringify({ errors: [{ message: fault.message, extensions: toErrorExtensions(fault) }] }));
}

/** Faults that fastify finds while it reads a request. Its own messages may quote the request, ours do not. */
function toCodedError(error: unknown): unknown {
  if (error instanceof GatewayError || !(error instanceof Error)) return error;
  const status = "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : 500;
  const options = { cause: error };
  if (status === 413)
    return new GatewayError("REQUEST_TOO_LARGE", "The request's body is too long.", {}, options);
  // A file that may not be served is as good as none.
  if (status === 403 || status === 404) {
    return new GatewayError("NOT_FOUND", "Nothing is served under this path.", {}, options);
  }
  if (status === 415) {
    return new GatewayError(
      "UNSUPPORTED_MEDIA_TYPE",
      "The request's body must be application/json.",
      {},
      options,
    );
  }
  if (status >= 400 && status < 500) {
    return new GatewayError(
      "BAD_REQUEST",
      "The request cannot be read: its body is not JSON or its URL is broken.",
      {},
      options,
    );
  }
  return error;
}

// RFC 6750 §3: without a token no reason is given, with one that it is invalid.
function toChallenge(request: FastifyRequest): string {
  return request.headers.authorization === undefined ? "Bearer" : 'Bearer error="invalid_token"';
}

function logRefusal(fault: GatewayError, request: FastifyRequest, logger: Logger): void {
  const reason = fault.cause instanceof Error ? fault.cause.message : fault.message;
  logger.info({ requestId: request.id, code: fault.code, reason }, "Refused.");
}
