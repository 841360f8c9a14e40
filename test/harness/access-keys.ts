import { createHmac } from "node:crypto";
import type { AccessKeys } from "../../src/domains/audit/access-chain.js";

/** The keys that seal the access log of tests. */
export const testAccessKeys: AccessKeys = {
  currentId: "test",
  find: (keyId) => (bytes) => createHmac("sha256", `key ${keyId} of tests`).update(bytes).digest(),
};
