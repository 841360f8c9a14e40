import { defineEntity, p } from "@mikro-orm/core";
import { Purpose } from "../../domains/consent/consent.js";
import { Channel } from "../../domains/customer/channel.js";
import { ConsentRecordEntity } from "./consent-record.entity.js";
import { revisesHeads } from "./head-revision.entity.js";

const whose = (changed: string): string => `select customer_id from ${changed}`;

/** Stands in the key of `consent_present` for a consent whatever the channel: a primary key holds no null. */
export const anyChannel = "ANY";

/** The newest consent record of each customer, purpose, channel and half of the day, so that judging a field costs one key look-up. */
export const ConsentPresentEntity = defineEntity({
  name: "ConsentPresent",
  tableName: "consent_present",
  properties: {
    customerId: p.uuid().primary(),
    purpose: p.enum(Object.values(Purpose)).primary(),
    channel: p.enum([...Object.values(Channel), anyChannel]).primary(),
    night: p.boolean().default(false).primary(),
    record: () => p.manyToOne(ConsentRecordEntity).mapToPk(),
  },
  triggers: [revisesHeads("insert", whose), revisesHeads("update", whose), revisesHeads("delete", whose)],
});
