import { defineEntity, p } from "@mikro-orm/core";
import { ContextKind } from "../../domains/events/event.js";
import { instant, text } from "./columns.js";

const loggedKinds = Object.values(ContextKind).filter((kind) => kind !== "SNAPSHOT");

/** The event log. `cursor` is in commit order, because it is drawn under a lock that is held until the commit. */
export const EventEntity = defineEntity({
  name: "Event",
  tableName: "event",
  properties: {
    cursor: p.bigint().primary().autoincrement(),
    type: text(),
    kind: p.enum(loggedKinds),
    customerId: p.uuid(),
    recordId: text().nullable(),
    record: p.json<unknown>().nullable(),
    occurredAt: instant(),
    recordedAt: instant().defaultRaw("clock_timestamp()"),
    dedupKey: text().unique(),
  },
  indexes: [{ properties: ["customerId", "cursor"] }, { properties: ["kind", "cursor"] }],
});
