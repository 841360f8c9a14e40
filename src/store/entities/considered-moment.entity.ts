import { defineEntity, p } from "@mikro-orm/core";
import type { WaitingMoment } from "../../domains/triggers/rules/rule-state-store.js";
import { instant, text } from "./columns.js";

/** A moment that waits to be decided on. Its row goes when it has become a trigger. */
export const ConsideredMomentEntity = defineEntity({
  name: "ConsideredMoment",
  tableName: "considered_moment",
  properties: {
    id: p.uuid().primary(),
    customerId: p.uuid(),
    rule: text(),
    ruleVersion: p.integer(),
    moment: p.json<Omit<WaitingMoment, "id" | "customerId" | "rule" | "ruleVersion">>(),
    waitsSince: instant().defaultRaw("clock_timestamp()"),
    nextAttemptAt: instant(),
  },
  indexes: [{ properties: ["nextAttemptAt"] }, { properties: ["customerId"] }],
});
