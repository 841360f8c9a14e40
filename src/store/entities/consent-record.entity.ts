import { defineEntity, p } from "@mikro-orm/core";
import { ConsentState, Purpose } from "../../domains/consent/consent.js";
import { Channel } from "../../domains/customer/channel.js";
import { appendOnly } from "./append-only.js";
import { instant, text } from "./columns.js";

/**
 * The consent history (ISO/IEC TS 27560). Append-only: the database itself refuses to change or delete a record, since
 * a proof that can be edited proves nothing. No foreign key to the customer: a proof outlives the customer's row.
 */
export const ConsentRecordEntity = defineEntity({
  name: "ConsentRecord",
  tableName: "consent_record",
  properties: {
    id: p.uuid().primary(),
    customerId: p.uuid(),
    schemaVersion: text(),
    receiptId: text(),
    purpose: p.enum(Object.values(Purpose)),
    channel: p.enum(Object.values(Channel)).nullable(),
    night: p.boolean().default(false),
    state: p.enum(Object.values(ConsentState)),
    lawfulBasis: text(),
    privacyNotice: text(),
    noticeVersion: text(),
    language: text(),
    jurisdiction: text(),
    collectionMethod: text(),
    withdrawalMethod: text(),
    actor: text(),
    onBehalfOf: text().nullable(),
    evidence: text().nullable(),
    occurredAt: instant(),
    validUntil: instant().nullable(),
    // Unique: a record has one successor, so a history cannot fork, whatever writes it.
    previousRecordId: p.uuid().nullable().unique(),
    recordedAt: instant().defaultRaw("now()"),
  },
  // Newest first is this index read backwards.
  indexes: [{ properties: ["customerId", "occurredAt", "id"] }],
  triggers: [appendOnly("consent_record")],
});
