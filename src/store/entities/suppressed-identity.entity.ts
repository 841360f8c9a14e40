import { defineEntity } from "@mikro-orm/core";
import { instant, text } from "./columns.js";
import { revisesHeads } from "./head-revision.entity.js";

const whose = (changed: string): string => `select link.customer_id from ${changed}
      join identity_link link on link.namespace = ${changed}.namespace and link.value_hash = ${changed}.lookup`;

/** Identities of erased persons, as keyed hashes, so that what sources still tell of them resurrects nobody. */
export const SuppressedIdentityEntity = defineEntity({
  name: "SuppressedIdentity",
  tableName: "suppressed_identity",
  properties: {
    namespace: text().primary(),
    lookup: text().primary(),
    suppressedAt: instant(),
  },
  triggers: [revisesHeads("insert", whose), revisesHeads("delete", whose)],
});
