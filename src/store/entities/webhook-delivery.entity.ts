import { defineEntity, p } from "@mikro-orm/core";
import { ToldStep, WebhookDeliveryStatus } from "../../domains/webhooks/webhook-delivery.js";
import { instant, text } from "./columns.js";

/** That an endpoint is to be told of a trigger, and what became of it. What it is told is made when it is told. */
export const WebhookDeliveryEntity = defineEntity({
  name: "WebhookDelivery",
  tableName: "webhook_delivery",
  properties: {
    // The order in which an endpoint is told.
    number: p.bigint().primary().autoincrement(),
    id: p.uuid().defaultRaw("gen_random_uuid()"),
    endpoint: text(),
    triggerId: p.uuid(),
    step: p.enum(Object.values(ToldStep)).default("raised"),
    status: p.enum(Object.values(WebhookDeliveryStatus)),
    attempts: p.integer(),
    nextAttemptAt: instant().nullable(),
    answerStatus: p.integer().nullable(),
    reason: text().nullable(),
    createdAt: instant(),
    // When a message left for the first time: whoever may have had one is to hear that it is over.
    sentAt: instant().nullable(),
    endedAt: instant().nullable(),
  },
  uniques: [{ properties: ["endpoint", "triggerId", "step"] }],
  indexes: [
    {
      name: "webhook_delivery_pending_index",
      properties: ["endpoint", "number"],
      where: "status = 'PENDING'",
    },
  ],
});
