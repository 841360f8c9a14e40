// Writes a consent record with what follows from it: the duties of the record before it end, its own begin, and triggers that
// it forbids are held back.
import type { Instant } from "../../shared/instant.js";
import type { NewEvent } from "../events/event.js";
import { cancelForbidden } from "../triggers/cancel-triggers.js";
import type { Transaction } from "../unit-of-work.js";
import type { ConsentDuty } from "./consent-duty.js";
import type { ConsentRecord } from "./consent.js";
import { planDuties, toTimerKey, toTimers } from "./plan-duties.js";

/**
 * Appends a record behind `previous`, whose key the caller holds. Answers the events, which the caller appends last of all
 * (see `EventWriter`).
 */
export async function appendConsent(
  transaction: Transaction,
  record: ConsentRecord,
  previous: ConsentRecord | undefined,
  now: Instant,
): Promise<readonly NewEvent[]> {
  await transaction.consents.append(record);
  const confirmed = previous === undefined ? [] : await closeDuties(transaction, previous, record, now);
  const added = await transaction.consentDuties.add(planDuties(record));
  await transaction.schedule.at(toTimers(added));
  // A yes forbids nothing.
  const cancelled = saysYes(record) ? [] : await cancelForbidden(transaction, record.customerId, now);
  const completed = confirmed.map((duty) => toDutyEvent(duty, "completed", now));
  return [toRecordedEvent(record), ...completed, ...cancelled];
}

/** The event of a duty; each step of each duty is told once. */
export function toDutyEvent(
  duty: ConsentDuty,
  step: "raised" | "overdue" | "completed",
  occurredAt: Instant,
): NewEvent {
  return {
    type: `consent-duty.${step}`,
    kind: "CONSENT_DUTY",
    customerId: duty.customerId,
    recordId: duty.id,
    record: duty,
    occurredAt,
    dedupKey: `consent-duty:${duty.id}:${step}`,
  };
}

/** A further yes is the confirmation that was due; any other answer leaves nothing to confirm or to end. */
async function closeDuties(
  { consentDuties, schedule }: Transaction,
  previous: ConsentRecord,
  record: ConsentRecord,
  now: Instant,
): Promise<readonly ConsentDuty[]> {
  // What the person was to be told of their earlier answer is owed still.
  const ended = (await consentDuties.lockUnfinished(previous.id)).filter(
    ({ kind }) => kind !== "RESULT_NOTICE",
  );
  const isYes = saysYes(record);
  const closed = ended.map((duty): ConsentDuty => {
    const isConfirmed = isYes && duty.kind === "RECONFIRMATION";
    const how = isConfirmed ? { method: record.collectionMethod } : {};
    const status = isConfirmed ? "DONE" : "CANCELLED";
    return { ...duty, ...how, status, closedAt: now, closedBy: record.actor };
  });
  for (const duty of closed) await consentDuties.save(duty);
  await schedule.cancel(closed.map(toTimerKey));
  return closed.filter(({ status }) => status === "DONE");
}

function saysYes({ state }: ConsentRecord): boolean {
  return state === "GIVEN" || state === "RENEWED";
}

function toRecordedEvent(record: ConsentRecord): NewEvent {
  return {
    type: "consent.recorded",
    kind: "CONSENT",
    customerId: record.customerId,
    recordId: record.id,
    record,
    occurredAt: record.occurredAt,
    dedupKey: `consent:${record.id}`,
  };
}
