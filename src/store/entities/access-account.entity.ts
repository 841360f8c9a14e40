import { defineEntity, p } from "@mikro-orm/core";
import { bytes, instant, text } from "./columns.js";

/**
 * Family names of accounts, for the monthly review of the access log only: sealed with the log's key, so that they can be
 * compared with the name of a person and not read.
 */
export const AccessAccountEntity = defineEntity({
  name: "AccessAccount",
  tableName: "access_account",
  properties: {
    actor: p.text().primary(),
    keyId: text(),
    familyNameMac: bytes(),
    seenAt: instant(),
  },
});
