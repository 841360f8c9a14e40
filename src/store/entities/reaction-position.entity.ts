import { defineEntity, p } from "@mikro-orm/core";
import { text } from "./columns.js";

/** Cursor of the last event of a part of the log that a reaction is done with. */
export const ReactionPositionEntity = defineEntity({
  name: "ReactionPosition",
  tableName: "reaction_position",
  properties: {
    name: text().primary(),
    partition: p.smallint().primary(),
    cursor: p.bigint(),
  },
});
