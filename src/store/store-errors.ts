// What a failing statement means to a caller: the store is away, or we have a fault of our own.
import { GatewayError } from "../shared/errors.js";

const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
/** SQLSTATE classes: connection exception, insufficient resources, operator intervention, idle transaction ended. */
const unavailableStates = /^(?:08...|53...|57P..|25P03)$/;
/** What `pg` says without a code. */
const unavailableMessages =
  /connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|pool after calling end/i;

/** STORE_UNAVAILABLE when PostgreSQL did not answer; any other error unchanged. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof GatewayError) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const isAway =
    networkCodes.has(code) || unavailableStates.test(code) || unavailableMessages.test(error.message);
  return isAway
    ? new GatewayError("STORE_UNAVAILABLE", "The store did not answer.", {}, { cause: error })
    : error;
}
