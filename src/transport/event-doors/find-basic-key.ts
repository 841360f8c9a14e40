import { GatewayError } from "../../shared/errors.js";
import type { FindWriteKey } from "../../security/write-keys.js";

/** The write key of an Authorization header: the user of basic authentication (RFC 7617), whose password does not count. */
export function findBasicKey(authorization: string | undefined): string | undefined {
  const [, encoded] = /^basic +([A-Za-z0-9+/_-]+=*)$/i.exec(authorization ?? "") ?? [];
  if (encoded === undefined) return undefined;
  return Buffer.from(encoded, "base64").toString("utf8").split(":", 1)[0];
}

/** Whose the key is; throws UNAUTHENTICATED. */
export function getSender(
  find: FindWriteKey,
  key: string | undefined,
): NonNullable<ReturnType<FindWriteKey>> {
  const sender = key === undefined ? undefined : find(key);
  if (sender === undefined) {
    throw new GatewayError("UNAUTHENTICATED", "The write key is missing or wrong.");
  }
  return sender;
}
