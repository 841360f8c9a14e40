// policy × role × purpose × consent. The table is under version control: a changed right is a changed line (-u writes it). The
// sentences below say the same as the law does, without the table's code.
import { describe, expect, test } from "vitest";
import { Purpose } from "../../src/domains/consent/consent.js";
import { decideShown } from "../../src/security/policy/decide-shown.js";
import { loadPolicy } from "../../src/security/policy/load-policy.js";
import type { FieldDecision } from "../../src/security/policy/policy.js";
import type { Role } from "../../src/security/viewer.js";
import { at, listStandings, roles, viewerOf, writeTruthTable } from "./policy-truth-table.js";

const policy = loadPolicy();
const personal = [...policy.coordinates].filter((coordinate) =>
  ["PERSONAL", "SENSITIVE"].includes(policy.sensitivity(coordinate)),
);

/**
 * What is shown whatever the person's limits, because nobody could respect the person's wish or serve their rights without it.
 * `withheld: NEVER` goes past all limits, so each type and field that has it is named here a second time.
 */
const exempt = new Set(
  (
    "Consent ConsentRecord Preferences QuietHours TopicPreference ChannelPreference RightsRequest RightsRequestStep ProcessingLimits " +
    "ConsentDuty Customer.consentDuties PreferencesVersion Contactability Customer.preferencesHistory Customer.contactability " +
    "Customer.consents Customer.consentHistory Customer.preferences Customer.rightsRequests Customer.processingLimits " +
    "Customer.identities Identity.namespace Identity.firstSeenAt Identity.lastSeenAt Identity.source Identity.verified"
  ).split(" "),
);
const limited = personal.filter(
  (coordinate) => !exempt.has(coordinate) && !exempt.has(coordinate.slice(0, coordinate.indexOf("."))),
);

function decide(role: Role, purpose: Purpose, standing: string, coordinate: string): FieldDecision {
  const person = listStandings(purpose).get(standing);
  if (person === undefined) throw new Error(`There is no standing ${standing}.`);
  return decideShown(policy, policy.judge(viewerOf(role, purpose), person, at), coordinate);
}

function listShown(role: Role, purpose: Purpose, standing: string, coordinates = limited): readonly string[] {
  return coordinates.filter((coordinate) => decide(role, purpose, standing, coordinate).kind === "allow");
}

const valid = ["GIVEN", "RENEWED", "GIVEN until tomorrow", "GIVEN, objected elsewhere"];
const invalid = [...listStandings("MARKETING").keys()].filter(
  (name) => !valid.includes(name) && !name.startsWith("GIVEN by") && !name.startsWith("GIVEN, not"),
);

describe("the truth table of the shipped policy", () => {
  test("is the one under version control", async () => {
    await expect(writeTruthTable(policy)).toMatchFileSnapshot("policy-truth-table.txt");
  });
});

describe.each(roles)("to %s", (role) => {
  test.each(invalid.filter((name) => name !== "GIVEN, out of reach"))(
    "marketing shows nothing personal and no insight of a person whose consent is: %s",
    (standing) => {
      expect(
        listShown(
          role,
          "MARKETING",
          standing,
          limited.filter((one) => one !== "Customer.crmId"),
        ),
      ).toEqual([]);
    },
  );

  test("marketing shows what service shows once the consent is valid, but for what was said in confidence", () => {
    for (const standing of valid) {
      const service = listShown(role, "SERVICE", standing).filter((one) => policy.ruleOf(one) !== "freeText");
      expect(listShown(role, "MARKETING", standing)).toEqual(service);
    }
  });

  test("analytics stops at a no, and only there", () => {
    const refusals = ["REFUSED", "WITHDRAWN", "REVOKED", "INVALIDATED", "GIVEN, objected"];
    for (const standing of refusals) {
      expect(
        listShown(
          role,
          "ANALYTICS",
          standing,
          limited.filter((one) => one !== "Customer.crmId"),
        ),
      ).toEqual([]);
    }
    for (const standing of ["no record", "REQUESTED", "EXPIRED", "GIVEN"]) {
      expect(listShown(role, "ANALYTICS", standing)).toEqual(listShown(role, "ANALYTICS", "GIVEN"));
      expect(listShown(role, "ANALYTICS", standing)).toContain("Transfer.amount");
    }
  });

  test("service and legal duties do not hang on consent", () => {
    for (const purpose of ["SERVICE", "LEGAL"] as const) {
      for (const standing of ["no record", "REFUSED", "EXPIRED", "WITHDRAWN"]) {
        expect(listShown(role, purpose, standing)).toEqual(listShown(role, purpose, "GIVEN"));
      }
    }
  });

  test("a restricted person's data is shown for legal duties only", () => {
    expect(listShown(role, "LEGAL", "GIVEN, restricted")).toEqual(listShown(role, "LEGAL", "GIVEN"));
    for (const purpose of ["SERVICE", "MARKETING", "ANALYTICS"] as const) {
      expect(listShown(role, purpose, "GIVEN, restricted")).toEqual([]);
    }
  });

  test("consents and wishes stay readable, whatever the person's limits", () => {
    const readable = [
      "Customer.id",
      "Customer.consents",
      "Customer.consentHistory",
      "Customer.preferences",
      "Customer.contactability",
      "Customer.sources",
    ];
    for (const purpose of Object.values(Purpose)) {
      for (const standing of listStandings(purpose).keys()) {
        expect(listShown(role, purpose, standing, readable)).toEqual(readable);
      }
    }
  });

  test("nothing that is hidden because of the person is called refused", () => {
    for (const purpose of Object.values(Purpose)) {
      for (const coordinate of policy.coordinates) {
        const byRole = policy.judgeViewer(viewerOf(role, purpose)).decide(coordinate);
        for (const standing of listStandings(purpose).keys()) {
          const decision = decide(role, purpose, standing, coordinate);
          expect(decision.kind === "deny" && decision.isRefused).toBe(
            byRole.kind === "deny" && byRole.isRefused,
          );
        }
      }
    }
  });
});

describe("an agent", () => {
  test("sees nothing personal of a customer out of reach, the customer number included", () => {
    for (const purpose of Object.values(Purpose)) {
      expect(listShown("AGENT", purpose, "GIVEN, out of reach")).toEqual([]);
      expect(decide("AGENT", purpose, "GIVEN, out of reach", "Customer.crmId")).toMatchObject({
        reason: "OUT_OF_REACH",
      });
    }
  });

  test("gets an e-mail address, a telephone number or a street for marketing by the channel's own consent", () => {
    const contacts = ["Profile.email", "Profile.phone", "Address.street"];
    const shown = (standing: string) => listShown("AGENT", "MARKETING", standing, contacts);
    expect(shown("GIVEN")).toEqual(contacts);
    expect(shown("GIVEN by EMAIL only")).toEqual(["Profile.email"]);
    expect(shown("GIVEN by SMS only")).toEqual(["Profile.phone"]);
    expect(shown("GIVEN by POST only")).toEqual(["Address.street"]);
    expect(shown("GIVEN, not by EMAIL")).toEqual(["Profile.phone", "Address.street"]);
    expect(shown("GIVEN, not by SMS, CALL, MESSENGER")).toEqual(["Profile.email", "Address.street"]);
    expect(shown("GIVEN by EMAIL, then WITHDRAWN")).toEqual([]);
  });
});

describe("an analyst", () => {
  test("sees no name, address, number or free text of anybody for any purpose", () => {
    const named =
      /^Profile\.(?:.*Name|birthDate|email|phone)$|^Address\.(?:street|postalCode)$|^Transfer\.(?:counterparty|memo|accountId)$|^Consultation\.(?:summary|notes)$|^Identity\.value$/;
    const coordinates = personal.filter((coordinate) => named.test(coordinate));
    expect(coordinates.length).toBeGreaterThan(10);
    for (const purpose of Object.values(Purpose)) {
      expect(listShown("ANALYST", purpose, "GIVEN", coordinates)).toEqual([]);
    }
  });
});
