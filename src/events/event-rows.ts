import type { EventType, LoggedEvent } from "../domains/events/event.js";
import { fromPostgresText } from "../shared/instant.js";

/** A row of the table `event`, in the order of the log's statements. */
export type EventRow = [
  cursor: string,
  type: EventType,
  kind: LoggedEvent["kind"],
  customerId: string,
  recordId: string | null,
  record: unknown,
  occurredAt: string,
  recordedAt: string,
  dedupKey: string,
];

/** A row as an event. */
export function toLoggedEvent(row: EventRow): LoggedEvent {
  const [cursor, type, kind, customerId, recordId, record, occurredAt, recordedAt, dedupKey] = row;
  return {
    cursor: BigInt(cursor),
    type,
    kind,
    customerId,
    recordId,
    record,
    occurredAt: fromPostgresText(occurredAt),
    recordedAt: fromPostgresText(recordedAt),
    dedupKey,
  };
}
