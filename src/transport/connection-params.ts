// Who opens a socket: the payload of connection_init, or the headers of the upgrade request for clients that can set them.
import type { IncomingHttpHeaders } from "node:http";
import type { Credentials } from "../security/authenticate.js";
import { invalidArgument } from "../shared/errors.js";

/** The credentials in the headers of an upgrade request; undefined when there are none. */
export function findHandshakeCredentials(headers: IncomingHttpHeaders): Credentials | undefined {
  const { authorization, "x-purpose": purpose } = headers;
  if (authorization === undefined && purpose === undefined) return undefined;
  return { authorization, purpose: Array.isArray(purpose) ? purpose.join(", ") : purpose };
}

/** The credentials of a connection; `connection_init` goes before the headers. */
export function readCredentials(
  params: Readonly<Record<string, unknown>>,
  handshake: Credentials | undefined,
): Credentials {
  const token = params["token"];
  const given =
    params["authorization"] ??
    params["Authorization"] ??
    (typeof token === "string" ? `Bearer ${token}` : undefined);
  const purpose = params["purpose"] ?? handshake?.purpose;
  if (purpose !== undefined && purpose !== null && typeof purpose !== "string") {
    throw invalidArgument("purpose", "must be a string.");
  }
  return {
    authorization: typeof given === "string" ? given : handshake?.authorization,
    purpose: purpose ?? undefined,
  };
}
