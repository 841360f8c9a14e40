import { defineEntity, p } from "@mikro-orm/core";
import { bytes, instant, neverDeleted, text } from "./columns.js";

const tableName = "access_segment";

/** A chain of entries with one writer, and its head. `number` is the step of the log that opened it. */
export const AccessSegmentEntity = defineEntity({
  name: "AccessSegment",
  tableName,
  properties: {
    number: p.bigint().primary().autoincrement(false),
    kind: p.enum(["ANSWERS", "CHANGES"]),
    keyId: text(),
    openedAt: instant(),
    openingMac: bytes(),
    lastSequence: p.bigint(),
    lastMac: bytes(),
    headMac: bytes(),
    // The step of the log that closed it; null while it is open.
    closedBy: p.bigint().nullable().unique(),
    closingMac: bytes().nullable(),
    // What the retention removed: entries 1 to `removedThrough`, 0 for none.
    removedThrough: p.bigint(),
    removedMac: bytes().nullable(),
    removalMac: bytes().nullable(),
  },
  triggers: [neverDeleted(tableName)],
});
