import { createHash } from "node:crypto";
import { toAccessKeys } from "../../src/security/access-keys.js";
import { createIdentifierCipher } from "../../src/security/create-identifier-cipher.js";
import { createKeyRing, toKeyText, type KeyRing, type MasterKey } from "../../src/security/key-ring.js";

/** The master key that tests have under an id: always the same bytes. */
export function makeMasterKey(id: string): MasterKey {
  return { id, bytes: createHash("sha256").update(`test key ${id}`).digest() };
}

/** A ring of such keys; the first one seals. */
export function makeKeyRing(...ids: readonly string[]): KeyRing {
  return createKeyRing(ids.map(makeMasterKey));
}

/** The ring of every test that does not care. */
export const testKeyRing = makeKeyRing("test");

/** `PERSONAL_DATA_KEYS` of that ring. */
export const testKeys = toKeyText(makeMasterKey("test"));

/** The cipher of every test that does not care. */
export const testCipher = createIdentifierCipher(testKeyRing);

/** The keys that seal the access log of those tests. */
export const testAccessKeys = toAccessKeys(testKeyRing);
