// Sent events whose persons are known, on their way into the log. Several events about one conversation are joined here, so
// that the record of the latest always tells all.
import type { Consultation } from "../domains/customer/records.js";
import type { HeldEvent } from "../domains/ingest/held-event.js";
import { toRecordKey, type SentLogEvent } from "../domains/ingest/sent-event-writer.js";
import { joinConsultations } from "../domains/ingest/to-record.js";
import type { Transaction } from "../domains/unit-of-work.js";
import { isOwnRecordId } from "../domains/customer/own-records.js";

/** An event and those to whom it goes. */
export interface OwnedEvent {
  readonly event: HeldEvent;
  readonly customerIds: readonly string[];
}

/** What became of them, by `key` of the event. */
export interface AppendedSent {
  readonly added: ReadonlySet<string>;
  readonly gone: ReadonlySet<string>;
}

/** Appends each event once for each of its customers. */
export async function appendSent(
  { sentEvents }: Pick<Transaction, "sentEvents">,
  owned: readonly OwnedEvent[],
): Promise<AppendedSent> {
  if (owned.length === 0) return { added: new Set(), gone: new Set() };
  const events = owned.flatMap(toLogEvents);
  const shared = events.filter(isJoinable);
  const joined = shared.length === 0 ? events : await joinAll(sentEvents, events, shared);
  return sentEvents.append(joined);
}

function toLogEvents({ event, customerIds }: OwnedEvent): readonly SentLogEvent[] {
  const { type, kind, recordId, record, occurredAt, source: origin, key } = event;
  return customerIds.map((customerId, at) => ({
    type,
    kind,
    recordId,
    record,
    occurredAt,
    origin,
    customerId,
    ...(at === 0 ? { dedupKey: key } : { dedupKey: `${key}:${customerId}`, primaryKey: key }),
  }));
}

function isJoinable({ kind, recordId }: SentLogEvent): boolean {
  return kind === "CONSULTATION" && recordId !== null && !isOwnRecordId(recordId);
}

async function joinAll(
  sentEvents: Transaction["sentEvents"],
  events: readonly SentLogEvent[],
  shared: readonly SentLogEvent[],
): Promise<readonly SentLogEvent[]> {
  const ids = [...new Set(shared.map(({ recordId }) => recordId ?? ""))];
  const latest = new Map(
    [...(await sentEvents.loadLatest("CONSULTATION", ids))].map(([key, { record }]) => [
      key,
      record as Consultation,
    ]),
  );
  return events.map((event) => {
    if (!isJoinable(event)) return event;
    const key = toRecordKey(event.customerId, event.recordId ?? "");
    const earlier = latest.get(key);
    const told = event.record as Consultation;
    latest.set(key, earlier === undefined ? told : joinConsultations(earlier, told));
    const record = latest.get(key) ?? told;
    const type = earlier === undefined ? event.type : ("consultation.changed" as const);
    return { ...event, type, record, occurredAt: record.startedAt };
  });
}
