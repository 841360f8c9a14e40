import { defineEntity } from "@mikro-orm/core";
import { text } from "./columns.js";

/** Where the change scan of a source goes on. */
export const ChangePositionEntity = defineEntity({
  name: "ChangePosition",
  tableName: "change_position",
  properties: {
    source: text().primary(),
    position: text(),
  },
});
