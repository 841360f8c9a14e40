import { defineEntity, p } from "@mikro-orm/core";
import { bytes } from "./columns.js";

/** Lists of fields that entries of the access log name by their hash. They say nothing of persons and stay for good. */
export const AccessFieldListEntity = defineEntity({
  name: "AccessFieldList",
  tableName: "access_field_list",
  properties: {
    hash: bytes().primary(),
    fields: p.array<string>().columnType("text[]"),
  },
  triggers: [
    {
      name: "access_field_list_append_only",
      timing: "before",
      events: ["update", "delete"],
      forEach: "row",
      body: "raise exception 'access_field_list is append-only';",
    },
  ],
});
