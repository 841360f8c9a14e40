import { defineEntity, p } from "@mikro-orm/core";
import type { Access } from "../../domains/audit/access-entry.js";
import { instant, text } from "./columns.js";

/** A person's data, made ready to be fetched once or more until it expires. Without a token it is still being written. */
export const PersonalExportEntity = defineEntity({
  name: "PersonalExport",
  tableName: "personal_export",
  properties: {
    id: p.uuid().primary(),
    customerId: p.uuid().index(),
    tokenHash: text().nullable().unique(),
    // Who asked for it: its downloads are logged under this account.
    access: p.json<Access>(),
    createdAt: instant(),
    expiresAt: instant().index(),
  },
});
