import { defineEntity, p } from "@mikro-orm/core";
import { instant, text } from "./columns.js";

/** An event that a reaction has passed because it kept failing. What happened is in the log. */
export const ParkedEventEntity = defineEntity({
  name: "ParkedEvent",
  tableName: "parked_event",
  properties: {
    reaction: text().primary(),
    cursor: p.bigint().primary(),
    eventType: text(),
    reason: text(),
    failures: p.integer(),
    parkedAt: instant(),
  },
});
