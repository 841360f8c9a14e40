import { defineEntity, p } from "@mikro-orm/core";
import { instant, text } from "./columns.js";

/** Who is told of triggers; from the settings of whoever delivers. Its address and secret stay there. */
export const WebhookEndpointEntity = defineEntity({
  name: "WebhookEndpoint",
  tableName: "webhook_endpoint",
  properties: {
    name: text().primary(),
    // Null: triggers of every channel, and those for the staff.
    channels: p.json<readonly string[]>().nullable(),
    steps: p.json<readonly string[]>().defaultRaw(`'["raised"]'`),
    isActive: p.boolean(),
    pausedUntil: instant().nullable(),
    lentUntil: instant().nullable(),
  },
});
