// How identifiers are kept at rest: looked up by a keyed hash, shown by opening what was sealed. Implemented by security.
import { OperatorError } from "../../shared/operator-error.js";

/** Keyed hashes and sealed texts of identifiers. Both begin with the id of their master key and a dot. */
export interface IdentifierCipher {
  /** Master keys of the ring; the first one seals. */
  readonly keyIds: readonly string[];
  /**
   * The keyed hash of a value under one master key, the first by default: `<key id>.` and the first 128 bits of the
   * HMAC-SHA256 in base64url. Equal values of a namespace have equal hashes; without the key a hash tells nothing.
   */
  toLookup(namespace: string, value: string, keyId?: string): string;
  /** The keyed hashes of a value under every key of the ring, the first key first: what a reader has to ask for. */
  toLookups(namespace: string, value: string): readonly string[];
  /** Seals a text with the first key, for its namespace only: the same text gives another sealed text each time. */
  encrypt(namespace: string, text: string): string;
  /** Tells one master key from another under the same id, and nothing else about it. */
  toCheckValue(keyId: string): string;
  /** Opens what `encrypt` sealed for the same namespace; throws UnreadableIdentifierError. */
  decrypt(namespace: string, sealed: string): string;
}

/** A sealed identifier that cannot be opened. The message names the key, never the value. */
export class UnreadableIdentifierError extends Error {
  override readonly name = "UnreadableIdentifierError";

  constructor(
    message: string,
    /** The master key that it was sealed with, as far as it can be told. */
    readonly keyId: string | undefined,
  ) {
    super(message);
  }
}

/** What an operator is told of a key that data needs and the ring lacks. */
export function missingKey(keyId: string): OperatorError {
  return new OperatorError(
    `PERSONAL_DATA_KEYS: the key ${JSON.stringify(keyId)} is missing; there is data that only this key opens.`,
  );
}

/** The id of the master key in front of a keyed hash or a sealed text; undefined where there is none. */
export function findKeyId(text: string): string | undefined {
  const end = text.indexOf(".");
  return end > 0 ? text.slice(0, end) : undefined;
}
