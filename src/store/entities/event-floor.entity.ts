import { defineEntity, p } from "@mikro-orm/core";

/** One row: the cursor up to which events may have been removed, for their age. Behind it nothing is missing. */
export const EventFloorEntity = defineEntity({
  name: "EventFloor",
  tableName: "event_floor",
  properties: {
    id: p.smallint().primary().autoincrement(false),
    cursor: p.bigint(),
  },
  checks: [{ name: "event_floor_id_check", expression: "id = 1" }],
});
