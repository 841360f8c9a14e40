// Identifiers under the key ring: HMAC-SHA256 to look up, AES-256-GCM to show. What is sealed for one namespace does not
// open in another, so that nobody who can write to a table can move a value to another column and have it shown there.
import { createHmac, randomBytes, type KeyObject } from "node:crypto";
import {
  findKeyId,
  UnreadableIdentifierError,
  type IdentifierCipher,
} from "../domains/identity/identifier-cipher.js";
import { findOpenedBytes, sealBytes } from "./aes-gcm.js";
import type { KeyRing } from "./key-ring.js";

/** 128 bits of the hash (RFC 2104, section 5): among 10^9 identities two meet by chance once in 10^20 stores. */
const lookupLength = 16;

const maxRemembered = 20_000;

/** Nonces come from one draw for many, which costs a tenth of a draw for each. */
const nonceLength = 12;
const noncesPerDraw = 256;

/** The cipher of a ring. */
export function createIdentifierCipher(ring: KeyRing): IdentifierCipher {
  const drawNonce = createNonces();
  const known = new Set(ring.keyIds);
  const toLookup = (namespace: string, value: string, keyId: string): string =>
    `${keyId}.${hash(ring.derive("lookup", keyId), namespace, value)}`;
  return {
    keyIds: ring.keyIds,
    toLookup: (namespace, value, keyId = ring.primaryKeyId) => toLookup(namespace, value, keyId),
    toLookups: remember((namespace, value) => ring.keyIds.map((keyId) => toLookup(namespace, value, keyId))),
    toCheckValue: (keyId) =>
      createHmac("sha256", ring.derive("check", keyId)).update("check value").digest("base64url"),
    encrypt(namespace, text) {
      const sealed = sealBytes(
        ring.derive("identifier"),
        drawNonce(),
        toAssociated(namespace),
        Buffer.from(text, "utf8"),
      );
      return `${ring.primaryKeyId}.${sealed.toString("base64url")}`;
    },
    decrypt(namespace, sealed) {
      const keyId = findKeyId(sealed);
      if (keyId === undefined) {
        throw new UnreadableIdentifierError(`A sealed ${namespace} names no key: it was changed.`, undefined);
      }
      if (!known.has(keyId)) {
        throw new UnreadableIdentifierError(
          `A sealed ${namespace} needs the key ${JSON.stringify(keyId)}, which is not among PERSONAL_DATA_KEYS.`,
          keyId,
        );
      }
      const bytes = Buffer.from(sealed.slice(keyId.length + 1), "base64url");
      const plain = findOpenedBytes(ring.derive("identifier", keyId), toAssociated(namespace), bytes);
      if (plain === undefined) {
        throw new UnreadableIdentifierError(
          `A sealed ${namespace} does not open with the key ${JSON.stringify(keyId)}: it was changed, or the key is another of that id.`,
          keyId,
        );
      }
      return plain.toString("utf8");
    },
  };
}

/** Visitors send many events in a row: an HMAC costs 5 µs, a look into a map a tenth of one. The oldest one goes first. */
function remember(find: IdentifierCipher["toLookups"]): IdentifierCipher["toLookups"] {
  const known = new Map<string, readonly string[]>();
  return (namespace, value) => {
    const name = `${namespace}\0${value}`;
    const found = known.get(name) ?? find(namespace, value);
    if (known.size >= maxRemembered && !known.has(name)) known.delete(known.keys().next().value ?? "");
    known.set(name, found);
    return found;
  };
}

function hash(key: KeyObject, namespace: string, value: string): string {
  // A namespace holds no zero byte, so that no two pairs of namespace and value are one text.
  const digest = createHmac("sha256", key).update(`${namespace}\0${value}`, "utf8").digest();
  return digest.subarray(0, lookupLength).toString("base64url");
}

const associated = new Map<string, Buffer>();

function toAssociated(namespace: string): Buffer {
  const known = associated.get(namespace);
  if (known !== undefined) return known;
  const made = Buffer.from(`identifier\0${namespace}`, "utf8");
  // Namespaces are names in our code, so that this never grows.
  associated.set(namespace, made);
  return made;
}

function createNonces(): () => Buffer {
  let drawn = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at >= drawn.length) {
      drawn = randomBytes(nonceLength * noncesPerDraw);
      at = 0;
    }
    at += nonceLength;
    return drawn.subarray(at - nonceLength, at);
  };
}
