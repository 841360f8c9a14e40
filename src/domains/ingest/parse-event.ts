// From an event as it was sent to one in our words, or to the reason why not. Pure: the same event gives the same answer,
// but for the clock that tells a time of the future.
import { shiftInstant, toInstant, type Instant } from "../../shared/instant.js";
import { uuidFromName } from "../../shared/ids.js";
import { toOwnRecordId } from "../customer/own-records.js";
import { findNormalisedIdentity, IdentityNamespace, type IdentityKey } from "../identity/identity.js";
import { eventDataSchemas, type EventData } from "./event-data.js";
import type { IdentityClaim, ParsedEvent } from "./parsed-event.js";
import { ingestLimits, RejectedEvent, SentEventType, type SentEvent } from "./sent-event.js";
import { getTime, toConsultation, toContact, toTransfer, toWebEvent, type RecordFrame } from "./to-record.js";

/** What is known of whoever sends. */
export interface Sender {
  /** Whether it may say whose a customer number, an e-mail or a telephone is. What stands in a web page may not. */
  readonly isTrusted: boolean;
}

/** Parses an event of JSON that was checked (`checkJson`); throws RejectedEvent. */
export function parseEvent(sent: SentEvent, now: Date, { isTrusted }: Sender): ParsedEvent {
  const id = getText("id", sent.id);
  const source = getText("source", sent.source);
  const type = SentEventType.find((known) => known === sent.type);
  if (type === undefined) {
    throw new RejectedEvent("UNKNOWN_TYPE", `The type is none of ${SentEventType.join(", ")}.`);
  }
  const subject = getIdentity("subject", sent.subject);
  const latest = getLatest(now);
  const occurredAt = getTime("time", sent.time, latest);
  const data = parseData(type, sent.data ?? {});
  const key = toOwnRecordId(uuidFromName("sent-event", `${source}\0${id}`));
  const recordId = "id" in data && typeof data.id === "string" ? data.id : key;
  const frame: RecordFrame = { recordId, time: occurredAt, latest, subject };
  return {
    key,
    id,
    source,
    subject,
    recordId,
    occurredAt,
    ...toContent(type, data, frame),
    claim: type.startsWith("web.") ? toClaim(type, data as WebData, subject, isTrusted) : undefined,
  };
}

/** All events of a batch came at one moment. */
const latestByArrival = new WeakMap<Date, Instant>();

/** The latest time that an event may tell which came `now`. */
function getLatest(now: Date): Instant {
  const known = latestByArrival.get(now);
  if (known !== undefined) return known;
  const latest = shiftInstant(toInstant(now), ingestLimits.aheadMs);
  latestByArrival.set(now, latest);
  return latest;
}

type WebData = EventData<"web.page"> & Partial<EventData<"web.identify">>;
type Content = Pick<ParsedEvent, "type" | "kind" | "facet" | "record"> & Partial<ParsedEvent>;

function toContent(type: SentEventType, data: object, frame: RecordFrame): Content {
  const web = { type: "web-event.recorded", kind: "WEB_EVENT", facet: "webEvents" } as const;
  switch (type) {
    case "web.track":
      return { ...web, record: toWebEvent("TRACK", "Event", data, frame) };
    case "web.page":
      return { ...web, record: toWebEvent("PAGE", "Page", data, frame) };
    case "web.screen":
      return { ...web, record: toWebEvent("SCREEN", "Screen", data, frame) };
    case "web.identify":
      return { ...web, record: toWebEvent("IDENTIFY", "Identify", data, frame) };
    case "transfer.booked": {
      const record = toTransfer(data as EventData<typeof type>, frame);
      return { type, kind: "TRANSFER", facet: "transfers", record, occurredAt: record.bookedAt };
    }
    case "consultation.started":
    case "consultation.ended": {
      const record = toConsultation(type, data, frame);
      const name = type === "consultation.started" ? "consultation.recorded" : "consultation.changed";
      return {
        type: name,
        kind: "CONSULTATION",
        facet: "consultations",
        record,
        occurredAt: record.startedAt,
      };
    }
    case "contact.attempted": {
      const record = toContact(data as EventData<typeof type>, frame);
      return { type, kind: "CONTACT", facet: "contacts", record, occurredAt: record.occurredAt };
    }
    case "profile.changed": {
      const { fields } = data as EventData<typeof type>;
      return { type, kind: "PROFILE", facet: undefined, recordId: null, record: { fields: fields ?? [] } };
    }
  }
}

/** Who is who by an event of the web. A login or a customer number is a person; a cookie or a device alone is nobody. */
function toClaim(
  type: SentEventType,
  data: WebData,
  subject: IdentityKey,
  isTrusted: boolean,
): IdentityClaim | undefined {
  const key = (namespace: IdentityNamespace, value: string | null | undefined): IdentityKey[] => {
    const normalised = typeof value === "string" ? findNormalisedIdentity(namespace, value) : undefined;
    return normalised === undefined ? [] : [{ namespace, value: normalised }];
  };
  const isPerson = subject.namespace === "LOGIN_ID" || subject.namespace === "CRM_ID";
  const persons = [
    ...(isTrusted ? key("CRM_ID", data.crmId) : []),
    ...(isPerson ? [subject] : []),
    ...key("LOGIN_ID", data.loginId),
  ];
  const identities = [
    ...(isPerson ? [] : [subject]),
    ...key("ANONYMOUS_ID", data.anonymousId),
    ...key("DEVICE_ID", data.deviceId),
    ...(isTrusted ? [...key("EMAIL", data.email), ...key("PHONE", data.phone)] : []),
  ];
  const isIdentify = type === "web.identify";
  if (persons.length === 0 || (!isIdentify && persons.length + identities.length < 2)) return undefined;
  return { persons, identities, isNewPerson: isIdentify, verified: isTrusted };
}

function parseData(type: SentEventType, data: unknown): EventData<SentEventType> {
  const result = eventDataSchemas[type].safeParse(data);
  if (result.success) return result.data;
  // The paths are names of our schemas, or of members of theirs that hold lists: never what was sent.
  const paths = [...new Set(result.error.issues.map(({ path }) => ["data", ...path.slice(0, 2)].join(".")))];
  throw new RejectedEvent(
    "INVALID_EVENT",
    `${paths.slice(0, 5).join(", ")}: not what docs/events.md says of ${type}.`,
  );
}

function getText(name: string, value: unknown): string {
  if (typeof value !== "string" || value === "" || value.length > 200) {
    throw new RejectedEvent("INVALID_EVENT", `${name} must be a text of 1 to 200 characters.`);
  }
  return value;
}

function getIdentity(name: string, value: unknown): IdentityKey {
  const given =
    typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const namespace = Object.values(IdentityNamespace).find((known) => known === given["namespace"]);
  if (namespace === undefined) {
    throw new RejectedEvent("INVALID_IDENTITY", `${name} names no identity of a person.`);
  }
  const normalised =
    typeof given["value"] === "string" ? findNormalisedIdentity(namespace, given["value"]) : undefined;
  if (normalised === undefined) {
    throw new RejectedEvent("INVALID_IDENTITY", `The value of ${name} cannot be a ${namespace}.`);
  }
  return { namespace, value: normalised };
}
