// Events that reactions have passed because they kept failing on them.
import type { ParkedEventStore, ParkedEventWriter } from "../domains/events/parked-event.js";
import type { Clock } from "../shared/clock.js";
import { fromPostgresText, toInstant } from "../shared/instant.js";
import type { Query, Read, Statement } from "./statements.js";

/** The writes of parked events in one transaction. */
export function createParkedEventWriter(query: Query, clock: Clock): ParkedEventWriter {
  return {
    async park({ reaction, cursor, eventType, reason, failures }) {
      await query(
        `insert into parked_event as parked (reaction, cursor, event_type, reason, failures, parked_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (reaction, cursor) do update
           set reason = excluded.reason, failures = parked.failures + excluded.failures, parked_at = excluded.parked_at`,
        [reaction, cursor.toString(), eventType, reason, failures, toInstant(clock.now())],
      );
    },
    async take(reaction, cursor) {
      const rows = await query("delete from parked_event where reaction = $1 and cursor = $2 returning 1", [
        reaction,
        cursor.toString(),
      ]);
      return rows.length > 0;
    },
  };
}

const parked: Statement = {
  name: "parked-events",
  text: `select reaction, cursor, event_type, reason, failures,
                parked_at::text
           from parked_event order by cursor, reaction`,
};

/** Parked events, read. */
export function createParkedEventStore(read: Read): ParkedEventStore {
  return {
    async listParked() {
      const rows = await read<
        [string, string, eventType: string, reason: string, failures: number, parkedAt: string]
      >(parked, []);
      return rows.map(([reaction, cursor, eventType, reason, failures, parkedAt]) => ({
        reaction,
        cursor: BigInt(cursor),
        eventType,
        reason,
        failures,
        parkedAt: fromPostgresText(parkedAt),
      }));
    },
  };
}
