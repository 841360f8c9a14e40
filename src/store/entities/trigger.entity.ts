import { defineEntity, p } from "@mikro-orm/core";
import type { TriggerTerms } from "../../domains/triggers/trigger-terms.js";
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
    decidedAt: instant().nullable(),
    heldUntil: instant().nullable(),
    claimedBy: text().nullable(),
    claimedAt: instant().nullable(),
    outcome: text().nullable(),
    closedAt: instant().nullable(),
    contactedAt: instant().nullable(),
    terms: p.json<TriggerTerms>(),
  },
  // Newest first is these indexes read backwards, of one customer and of all.
  indexes: [{ properties: ["customerId", "raisedAt", "id"] }, { properties: ["raisedAt", "id"] }],
});
