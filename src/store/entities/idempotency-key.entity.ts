import { defineEntity } from "@mikro-orm/core";
import { instant, text } from "./columns.js";

/** The first answer of a repeatable call. */
export const IdempotencyKeyEntity = defineEntity({
  name: "IdempotencyKey",
  tableName: "idempotency_key",
  properties: {
    operation: text().primary(),
    clientKey: text().primary(),
    fingerprint: text(),
    answer: text(),
    createdAt: instant().defaultRaw("now()"),
  },
});
