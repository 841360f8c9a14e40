import { createHash } from "node:crypto";
import { createKeyRing, type KeyRing, type MasterKey } from "../../src/security/key-ring.js";

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
