// The master keys of personal data at rest. In: keys with ids, the first of which encrypts. Out: sub-keys, one for each
// use, so that what is sealed for one use opens for no other.
import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from "node:crypto";
import { missingKey } from "../domains/identity/identifier-cipher.js";
import { OperatorError } from "../shared/operator-error.js";

/** What a sub-key is for. */
export type KeyUse = "lookup" | "identifier" | "access-log" | "export" | "certificate" | "webhook" | "check";

/** Master keys of 256 bits. None of them can be read back, printed or logged. */
export interface KeyRing {
  /** The key that seals and signs what is new. */
  readonly primaryKeyId: string;
  /** All keys, the first one first. */
  readonly keyIds: readonly string[];
  /** The sub-key of 256 bits for a use, of the first key by default; throws OperatorError for a key that is not there. */
  derive(use: KeyUse, keyId?: string): KeyObject;
}

/** A master key and its id, as they are written down. */
export interface MasterKey {
  readonly id: string;
  /** 32 random bytes. */
  readonly bytes: Buffer;
}

const keyLength = 32;
/** No dot, colon or comma: ids stand before a dot in the tables, and before a colon in the setting. */
const keyPattern = /^(?<id>[0-9A-Za-z_-]{1,32}):(?<key>[0-9A-Za-z+/_-]{43}=?)$/;
/** Part of every derivation; another text gives other sub-keys, so it can never change. */
const salt = "customer-360-gateway personal data v1";

/** Parses `id:base64,id:base64,…`; throws OperatorError that shows nothing of a key. */
export function parseMasterKeys(text: string): readonly MasterKey[] {
  const keys = text.split(",").map((part, at) => {
    const { id = "", key = "" } = keyPattern.exec(part.trim())?.groups ?? {};
    const bytes = Buffer.from(key, "base64");
    if (id === "" || bytes.length !== keyLength) {
      throw new OperatorError(
        `PERSONAL_DATA_KEYS: the key at place ${String(at + 1)} must be an id, a colon and 32 bytes in base64 (npm run keys:new prints one).`,
      );
    }
    return { id, bytes };
  });
  checkIds(keys);
  return keys;
}

/** The text that `parseMasterKeys` reads. */
export function toKeyText({ id, bytes }: MasterKey): string {
  return `${id}:${bytes.toString("base64")}`;
}

/** A fresh key; its id begins with year and month, because people ask how old a key is. */
export function createMasterKey(at: Date): MasterKey {
  const month = at.toISOString().slice(2, 7).replace("-", "");
  return { id: `${month}${randomBytes(3).toString("hex")}`, bytes: randomBytes(keyLength) };
}

/** The ring of these keys; the first one seals. Throws OperatorError when there is none or an id stands twice. */
export function createKeyRing(keys: readonly MasterKey[]): KeyRing {
  const [first] = keys;
  if (first === undefined) throw new OperatorError("PERSONAL_DATA_KEYS: at least one key is needed.");
  checkIds(keys);
  const masters = new Map(keys.map(({ id, bytes }) => [id, createSecretKey(bytes)]));
  const derived = new Map<string, KeyObject>();
  return {
    primaryKeyId: first.id,
    keyIds: keys.map(({ id }) => id),
    derive(use, keyId = first.id) {
      const name = `${keyId} ${use}`;
      const known = derived.get(name);
      if (known !== undefined) return known;
      const master = masters.get(keyId);
      if (master === undefined) throw missingKey(keyId);
      const key = createSecretKey(Buffer.from(hkdfSync("sha256", master, salt, use, keyLength)));
      derived.set(name, key);
      return key;
    },
  };
}

function checkIds(keys: readonly MasterKey[]): void {
  const ids = keys.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) {
    throw new OperatorError(`PERSONAL_DATA_KEYS: the key ${JSON.stringify(twice)} stands there twice.`);
  }
}
