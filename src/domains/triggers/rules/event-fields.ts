// What a rule may ask of each event, and what kind of thing each field is: the record of the event, as records.ts and
// consent.ts declare it. A condition on a field that is not here, or a comparison that its kind has not, is a mistake that
// is found when the rule is saved and not when it stays silent.
import { Purpose, ConsentState } from "../../consent/consent.js";
import { Channel } from "../../customer/channel.js";
import { ContactResult, Direction, TransferCategory, WebEventType } from "../../customer/records.js";
import type { EventType } from "../../events/event.js";

/** What kind of thing a field is, and so how it compares. */
export type FieldKind =
  | { readonly kind: "text" | "number" | "boolean" | "money" | "instant" | "date" | "texts" }
  | { readonly kind: "name"; readonly names: readonly string[] }
  /** Anything: what is compared decides. Of an object, a member by its path. */
  | { readonly kind: "open" };

const text = { kind: "text" } as const;
const number = { kind: "number" } as const;
const truth = { kind: "boolean" } as const;
const money = { kind: "money" } as const;
const instant = { kind: "instant" } as const;
const open = { kind: "open" } as const;
const oneOf = (names: Readonly<Record<string, string>>): FieldKind => ({
  kind: "name",
  names: Object.values(names),
});

type Fields = Readonly<Record<string, FieldKind>>;

const transfer: Fields = {
  recordId: text,
  accountId: text,
  direction: oneOf(Direction),
  amount: money,
  counterparty: text,
  category: oneOf(TransferCategory),
  standingOrder: truth,
  memo: text,
  channel: oneOf(Channel),
  bookedAt: instant,
};

const consultation: Fields = {
  recordId: text,
  channel: oneOf(Channel),
  agentId: text,
  startedAt: instant,
  endedAt: instant,
  product: text,
  topic: text,
  summary: text,
  notes: text,
  outcome: text,
  satisfaction: number,
  sentiment: number,
  locality: text,
};

/** Events that a rule may be about, each with the fields of its record. */
export const eventFields = {
  "web-event.recorded": {
    recordId: text,
    type: oneOf(WebEventType),
    name: text,
    occurredAt: instant,
    sessionId: text,
    channel: oneOf(Channel),
    url: text,
    referrer: text,
    device: text,
    locality: text,
    product: text,
    campaign: text,
    properties: open,
  },
  "transfer.booked": transfer,
  "transfer.corrected": transfer,
  "consultation.recorded": consultation,
  "consultation.changed": consultation,
  "contact.attempted": {
    recordId: text,
    campaign: text,
    offer: text,
    channel: oneOf(Channel),
    attempt: number,
    result: oneOf(ContactResult),
    occurredAt: instant,
  },
  "consent.recorded": {
    id: text,
    purpose: oneOf(Purpose),
    channel: oneOf(Channel),
    night: truth,
    state: oneOf(ConsentState),
    privacyNotice: text,
    noticeVersion: text,
    collectionMethod: text,
    occurredAt: instant,
    validUntil: instant,
  },
} as const satisfies Readonly<Partial<Record<EventType, Fields>>>;

/** An event that a rule may be about. */
export type RuleEventType = keyof typeof eventFields;

/** Names of the events that a rule may be about. */
export const ruleEventTypes = Object.keys(eventFields) as readonly RuleEventType[];

/** What is known of the customer beside the events: the profile's fields, insights and segments. */
export const factFields: Fields = {
  "profile.gender": text,
  "profile.birthDate": { kind: "date" },
  "profile.tier": text,
  "profile.branch": text,
  "profile.joinedAt": instant,
  "profile.locale": text,
  "profile.timeZone": text,
  "profile.address.country": text,
  "profile.address.locality": text,
  segments: { kind: "texts" },
};

const insightName = /^[a-z][A-Za-z0-9]{0,40}(?:\.[a-z][A-Za-z0-9]{0,40})?$/;

/** The kind of an event's field; undefined when the event has none of this name. */
export function findEventField(event: RuleEventType, path: string): FieldKind | undefined {
  const fields: Fields = eventFields[event];
  if (Object.hasOwn(fields, path)) return fields[path];
  const [head = "", ...rest] = path.split(".");
  const isMember = Object.hasOwn(fields, head) && fields[head]?.kind === "open" && rest.length <= 4;
  return isMember && rest.every((part) => part !== "") ? open : undefined;
}

/** The kind of a fact about the customer; undefined when there is none of this name. */
export function findFactField(path: string): FieldKind | undefined {
  if (Object.hasOwn(factFields, path)) return factFields[path];
  const [head, ...rest] = path.split(".");
  return head === "insights" && insightName.test(rest.join(".")) ? open : undefined;
}
