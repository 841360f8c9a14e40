import { defineEntity, p } from "@mikro-orm/core";
import { ingestDoors } from "../../domains/ingest/dead-letter.js";
import { instant, text } from "./columns.js";

/** An event that was sent to us and could not be taken. What was sent is sealed; of whom it may be is hashed. */
export const DeadLetterEntity = defineEntity({
  name: "DeadLetter",
  tableName: "dead_letter",
  properties: {
    id: p.bigint().primary().autoincrement(),
    door: p.enum(ingestDoors),
    source: text().nullable(),
    isTrusted: p.boolean(),
    reason: text(),
    message: text(),
    sealed: text(),
    isWhole: p.boolean(),
    // Namespaces and hashes of the identities in it, each as `PHONE <hash>`.
    identities: p.array().columnType("text[]"),
    // The same event refused again is the same letter.
    fingerprint: text().unique(),
    count: p.integer(),
    receivedAt: instant().index(),
  },
});
