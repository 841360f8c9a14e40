// Dead letters on their way into and out of their table: what was sent sealed, whom it may be about hashed.
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import type { IdentityKey } from "../domains/identity/identity.js";
import type { NewDeadLetter } from "../domains/ingest/dead-letter.js";

/** For which dead letters are sealed. */
export const deadLetterNamespace = "DEAD_LETTER";

type SealedPart = Pick<NewDeadLetter, "eventId" | "body" | "identities">;

/** Seals what was sent. */
export function sealLetter(cipher: IdentifierCipher, { eventId, body, identities }: SealedPart): string {
  return cipher.encrypt(deadLetterNamespace, JSON.stringify({ eventId, body, identities }));
}

/** What is sealed in a letter; undefined when it does not open. */
export function openLetter(cipher: IdentifierCipher, sealed: string): SealedPart | undefined {
  try {
    return JSON.parse(cipher.decrypt(deadLetterNamespace, sealed)) as SealedPart;
  } catch {
    return undefined;
  }
}

/** An identity of a letter as it is found by: its namespace and its hash. */
export function toIdentityText(
  cipher: IdentifierCipher,
  { namespace, value }: IdentityKey,
  keyId: string,
): string {
  return `${namespace} ${cipher.toLookup(namespace, value, keyId)}`;
}
