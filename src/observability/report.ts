// What nobody foresaw: the log gets all of it, the caller one safe sentence and the id that finds the log line.
import { randomUUID } from "node:crypto";
import { GatewayError } from "../shared/errors.js";
import type { Logger } from "./logger.js";

/** The error as a caller may meet it: a GatewayError as it is, anything else as INTERNAL, logged under its `errorId`. */
export function toGatewayError(
  error: unknown,
  logger: Logger,
  fields: Record<string, unknown> = {},
): GatewayError {
  if (error instanceof GatewayError) return error;
  const errorId = randomUUID();
  logger.error({ ...fields, errorId, err: error }, "Unexpected error.");
  return new GatewayError("INTERNAL", "Something went wrong on our side; the error id finds it in our log.", {
    errorId,
  });
}

/** What stands beside the message in `extensions`: code, `retryable`, when to come again, and the details. */
export function toErrorExtensions({
  code,
  retryable,
  retryAfterSeconds,
  details,
}: GatewayError): Record<string, unknown> {
  return { code, retryable, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }), ...details };
}
