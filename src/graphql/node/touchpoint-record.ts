// The union of everything a timeline, a trigger or a live event can point at.
import { createUnionType } from "type-graphql";
import type { Touchpoint as TouchpointValue, TouchpointKind } from "../../domains/customer/timeline.js";
import { toConsentRecord } from "../consent/consent.type.js";
import { ConsentRecord } from "../consent/consent.type.js";
import { Consultation, toConsultation } from "../consultations/consultation.type.js";
import { ContactAttempt, toContactAttempt } from "../contacts/contact-attempt.type.js";
import { Transfer, toTransfer } from "../transfers/transfer.type.js";
import { Trigger, toTrigger } from "../triggers/trigger.type.js";
import { WebEvent, toWebEvent } from "../web-events/web-event.type.js";

/** TouchpointRecord */
export const TouchpointRecord = createUnionType({
  name: "TouchpointRecord",
  description: "A record of any source or of the gateway that can stand on a customer's timeline.",
  types: () => [WebEvent, Transfer, Consultation, ContactAttempt, ConsentRecord, Trigger] as const,
  resolveType: (value) => value.__typename,
});
export type TouchpointRecord = WebEvent | Transfer | Consultation | ContactAttempt | ConsentRecord | Trigger;

/** The type of the records of each kind. */
export const recordTypes = {
  WEB_EVENT: "WebEvent",
  TRANSFER: "Transfer",
  CONSULTATION: "Consultation",
  CONTACT: "ContactAttempt",
  CONSENT: "ConsentRecord",
  TRIGGER: "Trigger",
} as const satisfies Readonly<Record<TouchpointKind, TouchpointRecord["__typename"]>>;

/** The API's object of a record of any kind. */
export function toTouchpointRecord(touchpoint: Pick<TouchpointValue, "kind" | "record">): TouchpointRecord {
  const { kind, record } = touchpoint as TouchpointValue;
  switch (kind) {
    case "WEB_EVENT":
      return toWebEvent(record);
    case "TRANSFER":
      return toTransfer(record);
    case "CONSULTATION":
      return toConsultation(record);
    case "CONTACT":
      return toContactAttempt(record);
    case "CONSENT":
      return toConsentRecord(record);
    case "TRIGGER":
      return toTrigger(record);
  }
}
