import { defineEntity, p } from "@mikro-orm/core";
import { ConsentDutyKind, ConsentDutyStatus } from "../../domains/consent/consent-duty.js";
import { instant, text } from "./columns.js";
import { ConsentRecordEntity } from "./consent-record.entity.js";

/** What a consent record obliges the company to do, and whether it was done. */
export const ConsentDutyEntity = defineEntity({
  name: "ConsentDuty",
  tableName: "consent_duty",
  properties: {
    id: p.uuid().primary(),
    customerId: p.uuid(),
    record: () => p.manyToOne(ConsentRecordEntity).mapToPk().index(),
    kind: p.enum(Object.values(ConsentDutyKind)),
    status: p.enum(Object.values(ConsentDutyStatus)),
    dueAt: instant(),
    remindAt: instant().nullable(),
    raisedAt: instant().nullable(),
    closedAt: instant().nullable(),
    closedBy: text().nullable(),
    method: text().nullable(),
    note: text().nullable(),
    createdAt: instant().defaultRaw("now()"),
  },
  // The first for a customer's page, the second for what is due and the officer's list.
  indexes: [{ properties: ["customerId", "dueAt", "id"] }, { properties: ["status", "dueAt", "id"] }],
});
