import { defineEntity, p } from "@mikro-orm/core";
import { Channel } from "../../domains/customer/channel.js";
import { instant, text } from "./columns.js";

/** A consultation that was recorded with us. Its record id is `own.` and this id. */
export const ConsultationEntity = defineEntity({
  name: "Consultation",
  tableName: "consultation",
  properties: {
    id: p.uuid().primary(),
    customerId: p.uuid(),
    channel: p.enum(Object.values(Channel)).nullable(),
    agentId: text().nullable(),
    startedAt: instant(),
    endedAt: instant().nullable(),
    product: text().nullable(),
    topic: text().nullable(),
    summary: text().nullable(),
    notes: text().nullable(),
    outcome: text().nullable(),
    satisfaction: p.smallint().nullable().check("satisfaction >= 1 and satisfaction <= 5"),
    sentiment: p.double().nullable(),
    locality: text().nullable(),
  },
  // Newest first is this index read backwards.
  indexes: [{ properties: ["customerId", "startedAt", "id"] }],
});
