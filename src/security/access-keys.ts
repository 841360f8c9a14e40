import { createHmac } from "node:crypto";
import type { AccessKeys } from "../domains/audit/access-chain.js";
import type { KeyRing } from "./key-ring.js";

/** The keys that seal the access log, of the ring. A key that went out of the ring leaves what it sealed unverifiable. */
export function toAccessKeys(ring: KeyRing): AccessKeys {
  return {
    currentId: ring.primaryKeyId,
    find(keyId) {
      if (!ring.keyIds.includes(keyId)) return undefined;
      const key = ring.derive("access-log", keyId);
      return (bytes) => createHmac("sha256", key).update(bytes).digest();
    },
  };
}
