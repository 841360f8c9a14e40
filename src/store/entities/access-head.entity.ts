import { defineEntity, p } from "@mikro-orm/core";
import { bytes, neverDeleted, text } from "./columns.js";

const tableName = "access_head";

/** One row: how many steps the access log has made, and the seal of the last one. */
export const AccessHeadEntity = defineEntity({
  name: "AccessHead",
  tableName,
  properties: {
    id: p.smallint().primary().autoincrement(false),
    steps: p.bigint(),
    mac: bytes(),
    keyId: text(),
    headMac: bytes(),
  },
  checks: [{ name: "access_head_id_check", expression: "id = 1" }],
  triggers: [neverDeleted(tableName)],
});
