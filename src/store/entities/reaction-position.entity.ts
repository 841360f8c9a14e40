import { defineEntity, p } from "@mikro-orm/core";
import { text } from "./columns.js";

/** Cursor of the last event that a reaction is done with. */
export const ReactionPositionEntity = defineEntity({
  name: "ReactionPosition",
  tableName: "reaction_position",
  properties: {
    name: text().primary(),
    cursor: p.bigint(),
  },
});
