import { defineEntity, p } from "@mikro-orm/core";
import { TriggerStatus, type SuppressionReason } from "../../domains/triggers/trigger.js";
import { instant, jsonList, text } from "./columns.js";

/** A moment that matters to a customer. */
export const TriggerEntity = defineEntity({
  name: "Trigger",
  tableName: "trigger",
  properties: {
    id: p.uuid().primary(),
    rule: text(),
    customerId: p.uuid(),
    subject: text(),
    status: p.enum(Object.values(TriggerStatus)),
    priority: p.double(),
    title: text(),
    explanation: text(),
    evidence: jsonList<string>(),
    raisedAt: instant(),
    expiresAt: instant(),
    value: p.double(),
    suppressedBy: jsonList<SuppressionReason>(),
    claimedBy: text().nullable(),
    outcome: text().nullable(),
  },
  // Newest first is this index read backwards.
  indexes: [{ properties: ["customerId", "raisedAt", "id"] }],
});
