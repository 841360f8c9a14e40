// A consent record in the form in which others read it: ISO/IEC TS 27560:2023 as JSON-LD with the terms of the W3C Data
// Privacy Vocabulary 2, after the group's guide "Consent Records and Receipts as per ISO/IEC TS 27560:2023 using DPV".
import type { ConsentRecord, ConsentState, Purpose } from "./consent.js";

const context = {
  dpv: "https://w3id.org/dpv#",
  dct: "http://purl.org/dc/terms/",
  loc: "https://w3id.org/dpv/loc#",
  time: "http://www.w3.org/2006/time#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
} as const;

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

/**
 * The record as JSON-LD. What the store does not hold is not made up: controller, recipients, categories of data and
 * storage stand in the privacy notice, which the record names by version.
 */
export function toIso27560(record: ConsentRecord): Readonly<Record<string, unknown>> {
  return {
    "@context": context,
    "@id": `urn:uuid:${record.id}`,
    "@type": "dpv:ConsentRecord",
    "dct:identifier": record.id,
    "dct:conformsTo": "https://w3id.org/dpv/schema/dpv-27560#record",
    "dct:hasVersion": record.schemaVersion,
    "dct:source": { "@type": "dpv:ConsentReceipt", "dct:identifier": record.receiptId },
    ...(record.previousRecordId !== null && {
      "dct:replaces": { "@id": `urn:uuid:${record.previousRecordId}` },
    }),
    "dpv:hasDataSubject": { "@id": `urn:uuid:${record.customerId}`, "@type": "dpv:Customer" },
    "dpv:hasJurisdiction": `loc:${record.jurisdiction}`,
    "dpv:hasLegalBasis": record.lawfulBasis,
    "dpv:hasNotice": {
      "@type": "dpv:ConsentNotice",
      "dct:identifier": record.privacyNotice,
      "dct:hasVersion": record.noticeVersion,
      "dct:language": record.language,
    },
    "dpv:hasProcess": {
      "@type": "dpv:Process",
      "dpv:hasPurpose": purposes[record.purpose],
      ...(record.channel !== null && { "dpv:hasScope": `Contact by ${record.channel}` }),
    },
    "dpv:hasConsentStatus": [
      {
        "@type": states[record.state],
        "dpv:isIndicatedBy": record.onBehalfOf ?? "dpv:DataSubject",
        "dpv:isIndicatedAtTime": toTime(record.occurredAt),
        "dpv:hasIndicationMethod": record.collectionMethod,
        ...(record.validUntil !== null && {
          "dpv:hasDuration": {
            "@type": "dpv:UntilTimeDuration",
            "time:inXSDDateTimeStamp": toTime(record.validUntil),
          },
        }),
      },
    ],
    "dpv:hasRight": { "@type": "dpv:OptingOutFromProcess", "dct:description": record.withdrawalMethod },
    "dct:creator": record.actor,
  };
}

function toTime(instant: string) {
  return { "@type": "xsd:dateTimeStamp", "@value": instant };
}
