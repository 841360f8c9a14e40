import { defineEntity, p } from "@mikro-orm/core";
import { IdentityNamespace } from "../../domains/identity/identity.js";
import { instant, text } from "./columns.js";

/** An event that was sent to us and waits for its identity, hashed and sealed, to become somebody's. */
export const HeldEventEntity = defineEntity({
  name: "HeldEvent",
  tableName: "held_event",
  properties: {
    id: p.bigint().primary().autoincrement(),
    namespace: p.enum(Object.values(IdentityNamespace)),
    valueHash: text(),
    sealedValue: text(),
    dedupKey: text().unique(),
    event: p.json<unknown>(),
    heldAt: instant().index(),
  },
  indexes: [{ properties: ["namespace", "valueHash", "id"] }],
});
