import { defineEntity } from "@mikro-orm/core";
import { instant, text } from "./columns.js";

/** Identities of erased persons, as keyed hashes, so that what sources still tell of them resurrects nobody. */
export const SuppressedIdentityEntity = defineEntity({
  name: "SuppressedIdentity",
  tableName: "suppressed_identity",
  properties: {
    namespace: text().primary(),
    lookup: text().primary(),
    suppressedAt: instant(),
  },
});
