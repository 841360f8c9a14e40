// The record that an event's data becomes, by type. Times that are not given are the event's.
import { compareInstants, findInstant, toShortInstant, type Instant } from "../../shared/instant.js";
import type { Consultation, ContactAttempt, Transfer, WebEvent, WebEventType } from "../customer/records.js";
import type { IdentityKey } from "../identity/identity.js";
import type { EventData } from "./event-data.js";
import { ingestLimits, RejectedEvent } from "./sent-event.js";
import { toNfc } from "../../shared/to-nfc.js";

/** What stands around the data. */
export interface RecordFrame {
  readonly recordId: string;
  readonly time: Instant;
  /** No time may lie after it. */
  readonly latest: Instant;
  readonly subject: IdentityKey;
}

type WebData = EventData<"web.page">;

/** A page, a screen, an identification or anything else that happened on a website or in an app. */
export function toWebEvent(
  type: WebEventType,
  preset: string,
  data: WebData,
  { recordId, time }: RecordFrame,
): WebEvent {
  return {
    recordId,
    type,
    name: keep(data.name) ?? preset,
    occurredAt: time,
    sessionId: keep(data.sessionId),
    channel: data.channel ?? null,
    url: keep(data.url),
    referrer: keep(data.referrer),
    device: keep(data.device),
    locality: keep(data.locality),
    product: keep(data.product),
    campaign: keep(data.campaign),
    properties: data.properties ?? null,
  };
}

/** A booking. */
export function toTransfer(
  data: EventData<"transfer.booked">,
  { recordId, time, latest, subject }: RecordFrame,
): Transfer {
  const accountId = keep(data.accountId) ?? (subject.namespace === "ACCOUNT_ID" ? subject.value : null);
  if (accountId === null) {
    throw new RejectedEvent(
      "INVALID_EVENT",
      "data.accountId is needed where the subject is not an ACCOUNT_ID.",
    );
  }
  return {
    recordId,
    accountId,
    direction: data.direction,
    amount: data.amount,
    counterparty: keep(data.counterparty),
    category: data.category ?? null,
    standingOrder: data.standingOrder ?? false,
    memo: keep(data.memo),
    channel: data.channel ?? null,
    bookedAt: findTime("bookedAt", data.bookedAt, latest) ?? time,
  };
}

/** A conversation. Of one whose beginning is not told the end stands for it, until the beginning is. */
export function toConsultation(
  type: "consultation.started" | "consultation.ended",
  data: EventData<"consultation.started">,
  { recordId, time, latest }: RecordFrame,
): Consultation {
  const endedAt = findTime("endedAt", data.endedAt, latest) ?? (type === "consultation.ended" ? time : null);
  const startedAt =
    findTime("startedAt", data.startedAt, latest) ??
    (type === "consultation.started" ? time : (endedAt ?? time));
  return {
    recordId,
    channel: data.channel ?? null,
    agentId: keep(data.agentId),
    startedAt,
    endedAt,
    product: keep(data.product),
    topic: keep(data.topic),
    summary: keep(data.summary),
    notes: keep(data.notes),
    outcome: keep(data.outcome),
    satisfaction: data.satisfaction ?? null,
    sentiment: data.sentiment ?? null,
    locality: keep(data.locality),
  };
}

/**
 * What two events together tell of one conversation, whichever came first: the later one wins, member by member, but the
 * beginning is that of the event that tells of it.
 */
export function joinConsultations(earlier: Consultation, later: Consultation): Consultation {
  const told = Object.fromEntries(Object.entries(later).filter(([, value]) => value !== null));
  const joined: Consultation = { ...earlier, ...told };
  // The end stands for a beginning that was not told.
  const isOpen = ({ startedAt, endedAt }: Consultation): boolean => startedAt === endedAt;
  return { ...joined, startedAt: isOpen(later) ? earlier.startedAt : later.startedAt };
}

/** A marketing contact. */
export function toContact(
  data: EventData<"contact.attempted">,
  { recordId, time, latest }: RecordFrame,
): ContactAttempt {
  return {
    recordId,
    campaign: keep(data.campaign),
    offer: keep(data.offer),
    channel: data.channel ?? null,
    attempt: data.attempt ?? 1,
    result: data.result,
    occurredAt: findTime("occurredAt", data.occurredAt, latest) ?? time,
  };
}

/** Text in NFC; empty text is none. */
function keep(text: string | null | undefined): string | null {
  return (text && toNfc(text).trim()) || null;
}

function findTime(name: string, text: string | null | undefined, latest: Instant): Instant | undefined {
  return text === null || text === undefined ? undefined : getTime(`data.${name}`, text, latest);
}

/** A real point in time that is neither of the future nor of a clock that was never set; throws RejectedEvent. */
export function getTime(name: string, value: unknown, latest: Instant): Instant {
  const instant = typeof value === "string" ? findInstant(value) : undefined;
  if (instant === undefined) {
    throw new RejectedEvent("INVALID_TIME", `${name} must be a point in time as RFC 3339 writes it.`);
  }
  if (compareInstants(instant, latest) > 0) {
    throw new RejectedEvent("INVALID_TIME", `${name} lies in the future: the sender's clock is ahead.`);
  }
  if (compareInstants(instant, ingestLimits.earliest) < 0) {
    throw new RejectedEvent("INVALID_TIME", `${name} lies before 1990: the sender's clock was never set.`);
  }
  return toShortInstant(instant);
}
