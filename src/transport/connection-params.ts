// Who opens a socket: the payload of connection_init, or the headers of the upgrade request for clients that can set them.
import type { IncomingMessage } from "node:http";
import type { Credentials } from "../security/authenticate.js";
import { invalidArgument } from "../shared/errors.js";

/** The credentials of a connection; `connection_init` goes before the headers. */
export function readCredentials(
  params: Readonly<Record<string, unknown>>,
  request: IncomingMessage,
): Credentials {
  const token = params["token"];
  const given =
    params["authorization"] ??
    params["Authorization"] ??
    (typeof token === "string" ? `Bearer ${token}` : undefined);
  const purpose = params["purpose"] ?? request.headers["x-purpose"];
  if (purpose !== undefined && purpose !== null && typeof purpose !== "string") {
    throw invalidArgument("purpose", "must be a string.");
  }
  return {
    authorization: typeof given === "string" ? given : request.headers.authorization,
    purpose: purpose ?? undefined,
  };
}
