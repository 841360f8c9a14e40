// What happens when the time of a duty has come: somebody is reminded, the duty is missed, or the consent ends. Each step
// happens once, however often the timer fires and in whichever process: the duty's row says how far it came.
import { uuidFromName } from "../../shared/ids.js";
import { compareInstants, toInstant, toShortInstant, type Instant } from "../../shared/instant.js";
import type { NewEvent } from "../events/event.js";
import type { Transaction } from "../unit-of-work.js";
import { toNote, type Actor, type UseCaseParts } from "../use-case.js";
import { appendConsent, toDutyEvent } from "./append-consent.js";
import type { ConsentDuty } from "./consent-duty.js";
import type { ConsentRecord } from "./consent.js";
import { findNextStep, toTimers } from "./plan-duties.js";

/** Who ends a consent whose time is over. */
export const expiryActor = "system:consent-expiry";
const dutyActor = "system:consent-duties";

/** Attends to a duty; does nothing for one that is closed, and waits on when the timer came early. */
export async function attendConsentDuty({ unitOfWork, clock }: UseCaseParts, id: string): Promise<void> {
  await unitOfWork.run(async (transaction) => {
    const now = toShortInstant(toInstant(clock.now()));
    const found = await transaction.consentDuties.find(id);
    const record = found && (await transaction.consents.find(found.recordId));
    if (record === undefined) return;
    // Locks in the order in which recordConsent takes them: customer, consent, duty.
    const customerId = await transaction.identities.lockCustomer(record.customerId);
    const present =
      customerId === undefined
        ? undefined
        : await transaction.consents.lockPresent(customerId, record.purpose, record.channel, record.night);
    const duty = await transaction.consentDuties.lock(id);
    const step = duty && findNextStep(duty);
    if (duty === undefined || step === undefined) return;
    const isOver = duty.kind === "RESULT_NOTICE" ? customerId === undefined : present?.id !== record.id;
    if (isOver) {
      await close(transaction, duty, "CANCELLED", now, dutyActor);
    } else if (compareInstants(step, now) > 0) {
      await transaction.schedule.at(toTimers([duty]));
    } else if (duty.kind === "EXPIRY") {
      const events = await expire(transaction, duty, { ...record, customerId: customerId! }, now);
      await transaction.accessLog.append(customerId!, toNote(clock, toSystemActor(duty), "CHANGE"));
      await transaction.events.append(events);
    } else {
      await transaction.events.append([await remindOrMiss(transaction, duty, now)]);
    }
  });
}

/** The gateway itself, as the access log names it. */
function toSystemActor(duty: ConsentDuty): Actor {
  const from = { sourceIp: "127.0.0.1", application: null, requestId: `consent-duty:${duty.id}` };
  return {
    id: expiryActor,
    fields: [],
    access: { actor: expiryActor, roles: [], purpose: "LEGAL", ...from },
  };
}

async function remindOrMiss(transaction: Transaction, duty: ConsentDuty, now: Instant): Promise<NewEvent> {
  const isMissed = compareInstants(duty.dueAt, now) <= 0;
  const next: ConsentDuty = isMissed ? { ...duty, status: "OVERDUE" } : { ...duty, raisedAt: now };
  await transaction.consentDuties.save(next);
  await transaction.schedule.at(toTimers([next]));
  return toDutyEvent(next, isMissed ? "overdue" : "raised", now);
}

async function expire(
  transaction: Transaction,
  duty: ConsentDuty,
  record: ConsentRecord,
  now: Instant,
): Promise<readonly NewEvent[]> {
  await close(transaction, duty, "DONE", now, expiryActor);
  const ended: ConsentRecord = {
    ...record,
    // Named after the record that ends, which can end once only.
    id: uuidFromName("consent-expiry", record.id),
    receiptId: uuidFromName("consent-expiry-receipt", record.id),
    state: "EXPIRED",
    collectionMethod: "end-of-validity",
    actor: expiryActor,
    onBehalfOf: null,
    evidence: null,
    occurredAt: duty.dueAt,
    validUntil: null,
    previousRecordId: record.id,
  };
  return appendConsent(transaction, ended, record, now);
}

async function close(
  transaction: Transaction,
  duty: ConsentDuty,
  status: ConsentDuty["status"],
  closedAt: Instant,
  closedBy: string,
): Promise<void> {
  await transaction.consentDuties.save({ ...duty, status, closedAt, closedBy });
}
