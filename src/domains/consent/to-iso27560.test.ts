import { describe, expect, test } from "vitest";
import { makeConsentRecord } from "../../../test/fakes/consent-record.js";
import { readDemoNotices } from "../../../test/harness/demo-notices.js";
import { expandJsonLd, follow, listMissingFields } from "../../../test/harness/expand-json-ld.js";
import { ConsentState, Purpose } from "./consent.js";
import { emptyNoticeRegister } from "./notice-register.js";
import { toConsentReceipt, toIso27560 } from "./to-iso27560.js";

const notices = readDemoNotices();
const dpv = "https://w3id.org/dpv#";
const record = makeConsentRecord({
  channel: "SMS",
  privacyNotice: "https://www.gaonbank.example/privacy/marketing",
  noticeVersion: "2026-01",
  evidence: "form:0001",
  occurredAt: "2026-11-23T01:02:03.456789Z",
  validUntil: "2028-11-23T00:00:00Z",
  previousRecordId: "00000000-0000-4000-8000-000000000001",
});
const ids = (node: unknown, path: readonly string[]) => follow(node, [...path, "@id"]);

describe("a consent record as ISO/IEC TS 27560", () => {
  test("is JSON-LD with every mandatory field, for every purpose and state", async () => {
    for (const purpose of Object.values(Purpose)) {
      for (const state of Object.values(ConsentState)) {
        const privacyNotice = "privacy-notice:2026-01";
        const validUntil = state === "GIVEN" ? record.validUntil : null;
        const node = await expandJsonLd(
          toIso27560({ ...record, purpose, state, privacyNotice, validUntil }, notices),
        );
        expect(listMissingFields(node)).toEqual([]);
        expect(follow(node, ["urn:customer-360-gateway:terms:notKnown"])).toEqual([]);
      }
    }
  });

  test("holds everything that the record holds", () => {
    const text = JSON.stringify(toIso27560(record, emptyNoticeRegister));
    const { channel, purpose, state, onBehalfOf, night, ...verbatim } = record;
    for (const value of Object.values(verbatim)) expect(text).toContain(String(value));
    expect([channel, purpose, state, onBehalfOf, night]).toEqual(["SMS", "MARKETING", "GIVEN", null, false]);
  });

  test("names terms as terms: of DPV, of its personal data, and of places", async () => {
    const node = await expandJsonLd(toIso27560(record, notices));
    const process = `${dpv}hasProcess`;
    expect(ids(node, [process, `${dpv}hasPurpose`])).toEqual([`${dpv}Marketing`]);
    expect(ids(node, [process, `${dpv}hasLegalBasis`])).toEqual([
      `${dpv}Consent`,
      `${dpv}ExplicitlyExpressedConsent`,
    ]);
    expect(
      ids(node, [process, `${dpv}hasPersonalData`, "http://www.w3.org/2004/02/skos/core#broader"]),
    ).toContain("https://w3id.org/dpv/pd#TelephoneNumber");
    expect(ids(node, [process, `${dpv}hasJurisdiction`])).toEqual(["https://w3id.org/dpv/loc#KR"]);
    expect(follow(node, [process, `${dpv}hasScope`, "@value"])).toEqual(["Contact by SMS"]);
    expect(ids(node, ["http://purl.org/dc/terms/replaces"])).toEqual([
      `urn:uuid:${String(record.previousRecordId)}`,
    ]);
    const names = follow(node, [`${dpv}hasEntity`, `${dpv}hasName`]);
    expect(names).toContainEqual({ "@language": "ko", "@value": "가온은행" });
    expect(names).toContainEqual({ "@language": "en", "@value": "Gaon Bank" });
  });

  test("says who answered: the person, whoever did it for them, or for what is not the person's act the company", async () => {
    const by = async (more: object) => {
      const node = await expandJsonLd(toIso27560({ ...record, ...more }, notices));
      return follow(node, [`${dpv}hasConsentStatus`, `${dpv}isIndicatedBy`]);
    };
    const person = [{ "@id": `${dpv}DataSubject` }];
    expect(await by({})).toEqual(person);
    expect(await by({ state: "WITHDRAWN", actor: "agent-7" })).toEqual(person);
    expect(await by({ state: "REVOKED" })).toEqual([{ "@id": "https://www.gaonbank.example/" }]);
    expect(JSON.stringify(await by({ onBehalfOf: "부모" }))).toContain("부모");
  });

  test("says when it is about the night", () => {
    const night = toIso27560({ ...record, night: true }, notices);
    expect(night["dpv:hasProcess"]).toMatchObject({
      "dpv:hasScope": "Contact by SMS from 21:00 to 08:00, Asia/Seoul",
    });
  });

  test("of an unknown notice makes nothing up and lists what is missing", async () => {
    const unknown = { ...record, noticeVersion: "1999-01" };
    const node = await expandJsonLd(toIso27560(unknown, notices));
    const missing = listMissingFields(node);
    expect(missing).toContain("pii controllers");
    expect(missing).toContain("storage locations");
    expect(missing).not.toContain("withdrawal method");
    expect(ids(node, ["urn:customer-360-gateway:terms:notKnown"])).toContain(`${dpv}hasDataController`);
  });
});

describe("the receipt", () => {
  test("holds the record with every mandatory field, and not who works for the company or where it keeps the proof", async () => {
    const receipt = toConsentReceipt(record, notices);
    const node = await expandJsonLd(receipt);
    const [copy] = follow(node, [`${dpv}hasRecordOfActivity`]);
    expect(listMissingFields(copy as never)).toEqual([]);
    expect(follow(node, [`${dpv}hasIdentifier`, "@value"])).toEqual([record.receiptId]);
    expect(JSON.stringify(receipt)).not.toMatch(/agent-7|form:0001/);
  });
});
