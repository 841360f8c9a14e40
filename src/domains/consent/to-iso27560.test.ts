import { describe, expect, test } from "vitest";
import { ConsentState, Purpose, type ConsentRecord } from "./consent.js";
import { consentDefaults } from "./consent-defaults.js";
import { toIso27560 } from "./to-iso27560.js";

const record: ConsentRecord = {
  ...consentDefaults,
  id: "00000000-0000-4000-8000-000000000002",
  customerId: "00000000-0000-5000-8000-000000000001",
  receiptId: "00000000-0000-4000-8000-000000000003",
  purpose: "MARKETING",
  channel: "SMS",
  state: "GIVEN",
  privacyNotice: "privacy-notice:2026-1",
  noticeVersion: "2026-1",
  language: "ko",
  collectionMethod: "app-settings",
  actor: "agent-7",
  onBehalfOf: null,
  occurredAt: "2026-11-23T01:02:03.456789Z",
  validUntil: "2028-11-23T00:00:00Z",
  previousRecordId: "00000000-0000-4000-8000-000000000001",
};

describe("a consent record as ISO/IEC TS 27560", () => {
  test("holds everything that the record holds", () => {
    const text = JSON.stringify(toIso27560(record));
    const { channel, purpose, state, onBehalfOf, night: _night, evidence: _evidence, ...verbatim } = record;
    for (const value of Object.values(verbatim)) expect(text).toContain(String(value));
    expect([channel, purpose, state, onBehalfOf]).toEqual(["SMS", "MARKETING", "GIVEN", null]);
    expect(toIso27560(record)).toMatchObject({
      "@type": "dpv:ConsentRecord",
      "dpv:hasProcess": { "dpv:hasPurpose": "dpv:Marketing", "dpv:hasScope": "Contact by SMS" },
      "dpv:hasConsentStatus": [{ "@type": "dpv:ConsentGiven", "dpv:isIndicatedBy": "dpv:DataSubject" }],
      "dct:replaces": { "@id": `urn:uuid:${String(record.previousRecordId)}` },
    });
  });

  test("leaves out what there is none of, and names who answered for somebody else", () => {
    const first = toIso27560({
      ...record,
      channel: null,
      validUntil: null,
      previousRecordId: null,
      onBehalfOf: "부모",
    });
    expect(first).not.toHaveProperty("dct:replaces");
    expect(first["dpv:hasProcess"]).not.toHaveProperty("dpv:hasScope");
    expect(first["dpv:hasConsentStatus"]).toEqual([
      {
        "@type": "dpv:ConsentGiven",
        "dpv:isIndicatedBy": "부모",
        "dpv:isIndicatedAtTime": { "@type": "xsd:dateTimeStamp", "@value": record.occurredAt },
        "dpv:hasIndicationMethod": "app-settings",
      },
    ]);
  });

  test("uses prefixes of its own context only, for every purpose and state", () => {
    for (const purpose of Object.values(Purpose)) {
      for (const state of Object.values(ConsentState)) {
        const document = toIso27560({ ...record, purpose, state });
        const prefixes = Object.keys(document["@context"] as object);
        const { "@context": _context, ...rest } = document;
        const used = [...JSON.stringify(rest).matchAll(/"([a-z]+):[A-Z_a-z]+"/g)].map((match) => match[1]);
        for (const prefix of new Set(used)) expect(prefixes).toContain(prefix);
      }
    }
  });
});
