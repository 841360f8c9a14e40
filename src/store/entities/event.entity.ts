import { defineEntity, p } from "@mikro-orm/core";
import { ContextKind } from "../../domains/events/event.js";
import { holdHorizon } from "./event-horizon.js";
import { instant, text } from "./columns.js";

const loggedKinds = Object.values(ContextKind).filter((kind) => kind !== "SNAPSHOT");

/**
 * The event log. Whoever inserts holds, before a cursor is drawn and until its transaction ends, a shared lock that names
 * the highest cursor drawn so far: its own will be higher, so readers stop there (`event_horizon()`).
 */
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
    /** `partitionOf` in SQL. */
    partition: p.smallint().generated("(((get_byte(uuid_send(customer_id), 0) % 16))::smallint) stored"),
    // The system that sent it to us; null for what was done here or read at a source.
    origin: text().nullable(),
  },
  indexes: [
    { properties: ["customerId", "cursor"] },
    { properties: ["kind", "cursor"] },
    { properties: ["partition", "cursor"] },
    {
      name: "event_own_records_index",
      properties: ["customerId", "kind", "occurredAt"],
      where: "origin is not null",
    },
    {
      name: "event_named_records_index",
      properties: ["recordId"],
      // As PostgreSQL spells "not like".
      where: "origin is not null and record_id !~~ 'own.%'",
    },
  ],
  triggers: [
    {
      name: "event_held_horizon",
      timing: "before",
      events: ["insert"],
      forEach: "statement",
      body: `perform ${holdHorizon}
      from event_cursor_seq;
    return null;`,
    },
  ],
});
