import { defineEntity, p } from "@mikro-orm/core";
import { instant, text } from "./columns.js";

/** A person. `mergedInto` always names the survivor itself, never another merged part. */
export const CustomerEntity = defineEntity({
  name: "Customer",
  tableName: "customer",
  properties: {
    id: p.uuid().primary(),
    crmId: text().nullable().unique(),
    mergedIntoId: p.uuid().nullable().index(),
    createdAt: instant().defaultRaw("now()"),
  },
});
