// A consent record in the form in which others read it: ISO/IEC TS 27560:2023 as JSON-LD with the terms of the W3C Data
// Privacy Vocabulary 2.3, after the group's guide "Consent Records and Receipts as per ISO/IEC TS 27560:2023 using DPV".
import type { ConsentRecord, ConsentState, Purpose } from "./consent.js";
import { toNoticeParts, toText } from "./iso27560-notice.js";
import { iso27560Context } from "./iso27560-context.js";
import type { NoticeRegister, PrivacyNotice } from "./notice-register.js";

type Json = Readonly<Record<string, unknown>>;

const purposes: { readonly [Name in Purpose]: string } = {
  SERVICE: "dpv:ServiceProvision",
  MARKETING: "dpv:Marketing",
  ANALYTICS: "dpv:ServiceUsageAnalytics",
  LEGAL: "dpv:LegalCompliance",
};

const states: { readonly [State in ConsentState]: string } = {
  REQUESTED: "dpv:ConsentRequested",
  DEFERRED: "dpv:ConsentRequestDeferred",
  GIVEN: "dpv:ConsentGiven",
  RENEWED: "dpv:RenewedConsentGiven",
  REFUSED: "dpv:ConsentRefused",
  WITHDRAWN: "dpv:ConsentWithdrawn",
  REVOKED: "dpv:ConsentRevoked",
  EXPIRED: "dpv:ConsentExpired",
  INVALIDATED: "dpv:ConsentInvalidated",
  UNKNOWN: "dpv:ConsentUnknown",
};

/** States that somebody else than the person brings about: DPV defines WITHDRAWN as the person's act, REVOKED as another's. */
const notThePersons: ReadonlySet<ConsentState> = new Set([
  "REQUESTED",
  "REVOKED",
  "EXPIRED",
  "INVALIDATED",
  "UNKNOWN",
]);

/**
 * The record as JSON-LD. What stands in the privacy notice comes from the register; of a version that the register does not
 * know nothing is made up, and `c360:notKnown` lists the mandatory fields that are missing.
 */
export function toIso27560(record: ConsentRecord, register: NoticeRegister): Json {
  return {
    "@context": iso27560Context,
    ...toRecordBody(record, register.find(record)),
    ...toInternal(record),
  };
}

/** The receipt that is handed to the person: the record without what only the company's own people are concerned with. */
export function toConsentReceipt(record: ConsentRecord, register: NoticeRegister): Json {
  return {
    "@context": iso27560Context,
    "@id": `urn:uuid:${record.receiptId}`,
    "@type": "dpv:ConsentReceipt",
    "dct:identifier": record.receiptId,
    "dpv:hasIdentifier": record.receiptId,
    "dct:conformsTo": "https://w3id.org/dpv/schema/dpv-27560#receipt",
    "dct:created": toTime(record.occurredAt),
    "dpv:hasRecordOfActivity": toRecordBody(record, register.find(record)),
  };
}

function toRecordBody(record: ConsentRecord, notice: PrivacyNotice | undefined): Json {
  const parts = toNoticeParts(notice);
  return {
    "@id": `urn:uuid:${record.id}`,
    "@type": "dpv:ConsentRecord",
    "dct:identifier": record.id,
    "dpv:hasIdentifier": record.id,
    "dct:conformsTo": "https://w3id.org/dpv/schema/dpv-27560#record",
    "dct:hasVersion": record.schemaVersion,
    "dct:source": { "@type": "dpv:ConsentReceipt", "dct:identifier": record.receiptId },
    ...(record.previousRecordId !== null && { "dct:replaces": `urn:uuid:${record.previousRecordId}` }),
    "dpv:hasDataSubject": {
      "@id": `urn:uuid:${record.customerId}`,
      "@type": "dpv:Customer",
      "dct:identifier": record.customerId,
    },
    "dpv:hasJurisdiction": `loc:${record.jurisdiction}`,
    "dpv:hasNotice": {
      "@type": "dpv:ConsentNotice",
      "dct:identifier": record.privacyNotice,
      "dct:hasVersion": record.noticeVersion,
      "dct:language": record.language,
      ...(notice && { "dct:title": toText(notice.title) }),
    },
    "dpv:hasProcess": {
      "@type": "dpv:Process",
      "dpv:hasPurpose": purposes[record.purpose],
      "dpv:hasJurisdiction": `loc:${record.jurisdiction}`,
      "dpv:hasLegalBasis": [...new Set([record.lawfulBasis, ...parts.legalBasis])],
      "dpv:hasConsentControl": toWithdrawal(record, notice),
      ...toScope(record),
      ...parts.process,
    },
    "dpv:hasConsentStatus": toStatus(record, notice),
    ...parts.record,
    ...(parts.notKnown.length > 0 && { "c360:notKnown": parts.notKnown }),
  };
}

function toStatus(record: ConsentRecord, notice: PrivacyNotice | undefined): Json {
  return {
    "@type": states[record.state],
    "dpv:isIndicatedBy": toIndicator(record, notice),
    "dpv:isIndicatedAtTime": toTime(record.occurredAt),
    "dpv:hasIndicationMethod": record.collectionMethod,
    "dpv:hasDuration": toDuration(record),
  };
}

function toIndicator({ state, onBehalfOf }: ConsentRecord, notice: PrivacyNotice | undefined): unknown {
  if (onBehalfOf !== null) return { "@type": "dpv:Entity", "dpv:hasName": onBehalfOf };
  if (!notThePersons.has(state)) return "dpv:DataSubject";
  return notice?.controller.id ?? "dpv:DataController";
}

/** Mandatory in the standard, so that what has no end says until which event it holds. */
function toDuration({ state, validUntil }: ConsentRecord): Json {
  if (validUntil !== null) return { "@type": "dpv:UntilTimeDuration", "rdf:value": toTime(validUntil) };
  const isValid = state === "GIVEN" || state === "RENEWED";
  const event = isValid ? "Withdrawal of the consent" : "Next entry of the history";
  return { "@type": "dpv:UntilEventDuration", "rdf:value": event };
}

function toWithdrawal(record: ConsentRecord, notice: PrivacyNotice | undefined): Json {
  return {
    "@type": "dpv:WithdrawConsent",
    "dct:description": notice === undefined ? record.withdrawalMethod : toText(notice.withdrawal.how),
    ...(notice && { "dpv:isExercisedAt": notice.withdrawal.at }),
  };
}

function toScope({ channel, night, purpose }: ConsentRecord): Json {
  if (channel === null && !night) return {};
  const what = purpose === "MARKETING" ? "Contact" : "Use";
  const way = channel === null ? "on any channel" : `by ${channel}`;
  return { "dpv:hasScope": night ? `${what} ${way} from 21:00 to 08:00, Asia/Seoul` : `${what} ${way}` };
}

/** Whose account recorded it, and where the proof is kept. */
function toInternal({ actor, evidence }: ConsentRecord): Json {
  return { "dct:creator": actor, ...(evidence !== null && { "dct:provenance": evidence }) };
}

function toTime(instant: string): Json {
  return { "@type": "xsd:dateTimeStamp", "@value": instant };
}
