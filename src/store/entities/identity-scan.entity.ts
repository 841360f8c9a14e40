import { defineEntity } from "@mikro-orm/core";
import { text } from "./columns.js";

/** Where the scan of a source's identities goes on. */
export const IdentityScanEntity = defineEntity({
  name: "IdentityScan",
  tableName: "identity_scan",
  properties: {
    source: text().primary(),
    position: text(),
  },
});
