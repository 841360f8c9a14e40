import { describe, expect, test } from "vitest";
import type { ConsentFact } from "../consent/decide-consent.js";
import { Purpose } from "../consent/consent.js";
import { Channel } from "../customer/channel.js";
import type { ContactFacts, ContactQuestion, EarlierContact } from "./contact-facts.js";
import { decideContactability } from "./decide-contactability.js";
import { toDefaultPreferences, type ChannelPreference, type Preferences } from "./preferences.js";

const noon = "2026-11-23T03:00:00Z";
const consent = (more: Partial<ConsentFact> = {}): ConsentFact => ({
  purpose: "MARKETING",
  channel: null,
  state: "GIVEN",
  validUntil: null,
  occurredAt: "2026-01-01T00:00:00Z",
  ...more,
});
const wishing = (more: Partial<Preferences>): Partial<ContactFacts> => ({
  preferences: { ...toDefaultPreferences("kim"), ...more },
});
const limiting = (maxPerWeek: number, channel: ChannelPreference["channel"] = "SMS"): Partial<ContactFacts> =>
  wishing({ channels: [{ channel, allowed: true, maxPerWeek }] });
const contactsAt = (...times: readonly string[]): readonly EarlierContact[] =>
  times.map((occurredAt) => ({ channel: "SMS", occurredAt }));

function decide(
  facts: Partial<ContactFacts> = {},
  { at = noon, ...question }: Partial<Omit<ContactQuestion, "at">> & { at?: string } = {},
) {
  return decideContactability(
    {
      isErased: false,
      isRestricted: false,
      objections: [],
      consents: [consent()],
      preferences: toDefaultPreferences("kim"),
      contacts: [],
      ...facts,
    },
    { purpose: "MARKETING", channel: "SMS", at: new Date(at), ...question },
  );
}
const allowed = { allowed: true, reasons: [], allowedFrom: null };
const refused = (reason: string, allowedFrom: string | null = null) => ({
  allowed: false,
  reasons: [reason],
  allowedFrom,
});

describe("whether a customer may be contacted", () => {
  test("by day, with a consent and no wish against it: yes", () => {
    expect(decide()).toEqual(allowed);
  });

  test.each<[string, Partial<ContactFacts>, string, readonly Purpose[]]>([
    ["the person was erased", { isErased: true }, "ERASED", ["SERVICE", "MARKETING", "ANALYTICS", "LEGAL"]],
    [
      "the processing is restricted",
      { isRestricted: true },
      "PROCESSING_RESTRICTED",
      ["SERVICE", "MARKETING", "ANALYTICS"],
    ],
    ["there is an objection", { objections: ["MARKETING", "LEGAL"] }, "OBJECTED", ["MARKETING"]],
    ["there is no consent", { consents: [] }, "NO_CONSENT", ["MARKETING", "ANALYTICS"]],
    [
      "the consent was withdrawn",
      { consents: [consent({ state: "WITHDRAWN" })] },
      "NO_CONSENT",
      ["MARKETING", "ANALYTICS"],
    ],
    [
      "the consent is over",
      {
        consents: ["MARKETING", "ANALYTICS"].map((purpose) =>
          consent({ purpose: purpose as Purpose, validUntil: noon }),
        ),
      },
      "CONSENT_EXPIRED",
      ["MARKETING", "ANALYTICS"],
    ],
    [
      "the channel is not wanted",
      wishing({ channels: [{ channel: "SMS", allowed: false, maxPerWeek: null }] }),
      "CHANNEL_OPTED_OUT",
      ["SERVICE", "MARKETING", "ANALYTICS", "LEGAL"],
    ],
    [
      "the topic is not wanted",
      wishing({ topics: [{ topic: "대출", subscribed: false }] }),
      "TOPIC_OPTED_OUT",
      ["SERVICE", "MARKETING", "ANALYTICS"],
    ],
    ["no contact a week is wanted", limiting(0), "FREQUENCY_CAP", ["SERVICE", "MARKETING", "ANALYTICS"]],
    [
      "a limit is set and the contacts cannot be read",
      { ...limiting(1), contacts: "UNKNOWN" },
      "CONTACTS_UNKNOWN",
      ["SERVICE", "MARKETING", "ANALYTICS"],
    ],
  ])(
    "where %s it is refused, for the purposes that this is about only, and no time is promised",
    (_, facts, reason, purposes) => {
      const withConsents = {
        consents: [consent(), consent({ purpose: "ANALYTICS" })],
        ...facts,
      };
      for (const purpose of Object.values(Purpose)) {
        const decision = decide(withConsents, { purpose, topic: " 대출 ".normalize("NFD") });
        const expected =
          reason === "NO_CONSENT" && purpose === "ANALYTICS" ? refused("NO_CONSENT") : undefined;
        expect(decision).toEqual(expected ?? (purposes.includes(purpose) ? refused(reason) : allowed));
      }
    },
  );

  test("a topic of which nothing was said is no reason, nor is a contact without a topic", () => {
    const facts = wishing({ topics: [{ topic: "대출", subscribed: false }] });
    expect(decide(facts, { topic: "투자" })).toEqual(allowed);
    expect(decide(facts)).toEqual(allowed);
  });

  test("all that holds is told, in one order, whatever the order of what is known", () => {
    const { reasons, allowedFrom } = decide(
      {
        isErased: true,
        isRestricted: true,
        objections: ["MARKETING"],
        consents: [],
        ...wishing({
          quietHours: { from: "20:00", to: "09:00" },
          topics: [{ topic: "대출", subscribed: false }],
          channels: [{ channel: "SMS", allowed: false, maxPerWeek: 1 }],
        }),
        contacts: contactsAt("2026-11-22T00:00:00Z"),
      },
      { at: "2026-11-23T13:00:00Z", topic: "대출" },
    );
    expect(reasons).toEqual([
      "ERASED",
      "PROCESSING_RESTRICTED",
      "OBJECTED",
      "NO_CONSENT",
      "CHANNEL_OPTED_OUT",
      "TOPIC_OPTED_OUT",
      "QUIET_HOURS",
      "NIGHT_CONSENT_MISSING",
      "FREQUENCY_CAP",
    ]);
    expect(allowedFrom).toBeNull();
  });
});

describe("at night", () => {
  const tenAtNight = "2026-11-23T13:00:00Z";
  const morning = "2026-11-23T23:00:00Z";

  test.each(Object.values(Channel))(
    "advertising by %s waits for the morning where the law says so",
    (channel) => {
      const isProtected = ["CALL", "SMS", "PUSH", "MESSENGER", "CHAT"].includes(channel);
      expect(decide({}, { channel, at: tenAtNight })).toEqual(
        isProtected ? refused("NIGHT_CONSENT_MISSING", morning) : allowed,
      );
    },
  );

  test.each(["SERVICE", "LEGAL"] as const)("%s is no advertising", (purpose) => {
    expect(decide({}, { purpose, at: tenAtNight })).toEqual(allowed);
  });

  test("whoever wants contact at night may be contacted", () => {
    expect(decide(wishing({ nightContact: true }), { at: tenAtNight })).toEqual(allowed);
  });

  test.each<[string, Partial<ConsentFact>[], boolean, boolean]>([
    ["given for the channel", [{ channel: "SMS" }], false, true],
    ["given for all channels", [{}], false, true],
    ["given for another channel", [{ channel: "CALL" }], false, false],
    ["given for another purpose", [{ purpose: "SERVICE" }], false, false],
    ["withdrawn, whatever the preferences say", [{ state: "WITHDRAWN" }], true, false],
    ["refused for the channel, given for all", [{}, { channel: "SMS", state: "REFUSED" }], true, false],
    ["asked for and not answered", [{ state: "REQUESTED" }], true, false],
    ["over", [{ validUntil: tenAtNight }], true, false],
    ["said nothing about, but in the preferences", [], true, true],
  ])("consent to contact at night that is %s", (_, nights, nightContact, isAllowed) => {
    const facts = {
      ...wishing({ nightContact }),
      consents: [consent(), ...nights.map((more) => consent({ night: true, ...more }))],
    };
    expect(decide(facts, { at: tenAtNight })).toEqual(
      isAllowed ? allowed : refused("NIGHT_CONSENT_MISSING", morning),
    );
    expect(decide(facts)).toEqual(allowed);
  });

  test("consent to contact at night takes no part of the day's", () => {
    const consents = [consent({ state: "WITHDRAWN" }), consent({ night: true })];
    expect(decide({ consents }, { at: tenAtNight })).toEqual(refused("NO_CONSENT"));
    expect(decide({ consents: [consent({ night: true })] })).toEqual(refused("NO_CONSENT"));
  });

  test.each([
    ["20:59:59", "2026-11-23T11:59:59Z", true],
    ["21:00", "2026-11-23T12:00:00Z", false],
    ["07:59:59", "2026-11-22T22:59:59Z", false],
    ["08:00", "2026-11-22T23:00:00Z", true],
  ])("it is night from 21:00 until 08:00: at %s", (_, at, isDay) => {
    expect(decide({}, { at }).allowed).toBe(isDay);
  });

  test("it is night where the customer is", () => {
    const inNewYork = wishing({ timeZone: "America/New_York" });
    expect(decide(inNewYork, { at: tenAtNight })).toEqual(allowed);
    expect(decide(inNewYork, { at: noon })).toEqual(refused("NIGHT_CONSENT_MISSING", "2026-11-23T13:00:00Z"));
  });

  test("quiet hours that end after the night decide when it is over", () => {
    const facts = wishing({ quietHours: { from: "22:30", to: "09:30" } });
    expect(decide(facts, { at: tenAtNight })).toEqual(
      refused("NIGHT_CONSENT_MISSING", "2026-11-24T00:30:00Z"),
    );
  });

  test("a consent that ends before the night does leaves no time", () => {
    const consents = [consent({ validUntil: "2026-11-23T20:00:00Z" })];
    expect(decide({ consents }, { at: tenAtNight })).toEqual(refused("NIGHT_CONSENT_MISSING"));
  });

  test("quiet hours of the whole day that is left leave no time", () => {
    const facts = wishing({ quietHours: { from: "08:00", to: "21:00" } });
    expect(decide(facts)).toEqual(refused("QUIET_HOURS"));
    expect(decide(facts, { at: tenAtNight })).toEqual(refused("NIGHT_CONSENT_MISSING"));
    expect(decide(facts, { channel: "EMAIL" })).toEqual(refused("QUIET_HOURS", "2026-11-23T12:00:00Z"));
  });
});

describe("the limit of a week", () => {
  test("counts seven days of 24 hours back, and gives the time when there is room", () => {
    const contacts = contactsAt("2026-11-18T03:00:00Z", "2026-11-16T03:00:00.5Z", "2026-11-16T03:00:00Z");
    expect(decide({ ...limiting(2), contacts })).toEqual(refused("FREQUENCY_CAP", "2026-11-23T03:00:00.5Z"));
    expect(decide({ ...limiting(1), contacts })).toEqual(refused("FREQUENCY_CAP", "2026-11-25T03:00:00Z"));
    expect(decide({ ...limiting(3), contacts })).toEqual(allowed);
  });

  test("is not touched by other channels, but by contacts of which the channel is not known", () => {
    const contact = (channel: EarlierContact["channel"]) => [{ channel, occurredAt: "2026-11-22T23:30:00Z" }];
    expect(decide({ ...limiting(1), contacts: contact("CALL") })).toEqual(allowed);
    expect(decide({ ...limiting(1), contacts: contact(null) })).toEqual(
      refused("FREQUENCY_CAP", "2026-11-29T23:30:00Z"),
    );
  });

  test("with room in the middle of the night waits for the morning", () => {
    const contacts = contactsAt("2026-11-18T18:00:00Z");
    expect(decide({ ...limiting(1), contacts })).toEqual(refused("FREQUENCY_CAP", "2026-11-25T23:00:00Z"));
  });
});
