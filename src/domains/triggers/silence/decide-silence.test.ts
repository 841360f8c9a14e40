import { describe, expect, test } from "vitest";
import { givenConsent, makeContact, makeFacts, messageTerms } from "../../../../test/fakes/silence-facts.js";
import { makeTrigger } from "../../../../test/fakes/trigger.js";
import type { Trigger } from "../trigger.js";
import type { TriggerTerms } from "../trigger-terms.js";
import { decideAll, decideSilence } from "./decide-silence.js";

// Noon and eleven at night in Seoul.
const noon = new Date("2026-11-23T03:00:00Z");
const night = new Date("2026-11-23T14:00:00Z");

const candidateOf = (terms: Partial<TriggerTerms> = {}, more: Partial<Trigger> = {}): Trigger =>
  makeTrigger({
    id: "00000000-0000-4000-8000-00000000000a",
    subject: "적금",
    raisedAt: "2026-11-23T02:59:00Z",
    expiresAt: "2026-11-25T03:00:00Z",
    terms: { ...messageTerms, ...terms },
    ...more,
  });
const decide = (
  terms: Partial<TriggerTerms> = {},
  facts: Parameters<typeof makeFacts>[0] = {},
  at = noon,
  more: Partial<Trigger> = {},
) => decideSilence(candidateOf(terms, more), makeFacts(facts), at);

const raised = { status: "RAISED", reasons: [], heldUntil: null, outbids: [] };
const suppressed = (...reasons: readonly string[]) => ({ status: "SUPPRESSED", reasons, heldUntil: null });

describe("a trigger stays silent", () => {
  test("never without a reason", () => {
    expect(decide()).toEqual(raised);
  });

  test("when the same rule has an open trigger about the same, or had one lately: DUPLICATE", () => {
    const same = { rule: "test", subject: "적금", raisedAt: "2026-11-23T01:00:00Z" };
    for (const status of ["RAISED", "HELD", "CLAIMED", "RESOLVED", "DISMISSED"] as const) {
      expect(decide({}, { triggers: [makeTrigger({ ...same, status })] })).toMatchObject(
        suppressed("DUPLICATE"),
      );
    }
    const earlier = makeTrigger({ ...same, status: "RESOLVED", raisedAt: "2026-11-22T02:59:00Z" });
    expect(decide({}, { triggers: [earlier] })).toEqual(raised);
    expect(decide({ reEligibleAfter: "P2D" }, { triggers: [earlier] })).toMatchObject(
      suppressed("DUPLICATE"),
    );
    const silent = makeTrigger({ ...same, status: "SUPPRESSED", suppressedBy: ["FATIGUE"] });
    const never = makeTrigger({ ...same, status: "EXPIRED", suppressedBy: ["QUIET_HOURS"] });
    const about = makeTrigger({ ...same, subject: "대출" });
    expect(decide({}, { triggers: [silent, never, about] })).toEqual(raised);
  });

  test("when the customer has the product, or bought it: ALREADY_PURCHASED", () => {
    const holding = { product: "적금", closedAt: null };
    expect(decide({ product: "적금" }, { holdings: [holding] })).toMatchObject(
      suppressed("ALREADY_PURCHASED"),
    );
    expect(decide({ product: "대출" }, { holdings: [holding] })).toEqual(raised);
    expect(
      decide({ product: "적금" }, { holdings: [{ ...holding, closedAt: "2026-01-01T00:00:00Z" }] }),
    ).toEqual(raised);
    const bought = (at: string) => ({ purchases: [{ product: "적금", at }] });
    expect(decide({ product: "적금" }, bought("2026-11-23T02:00:00Z"))).toMatchObject(
      suppressed("ALREADY_PURCHASED"),
    );
    expect(decide({ product: "적금" }, bought("2026-11-20T02:00:00Z"))).toEqual(raised);
  });

  test("when its time is over: EXPIRED", () => {
    expect(decide({}, {}, noon, { expiresAt: "2026-11-23T03:00:00Z" })).toMatchObject(suppressed("EXPIRED"));
  });

  test("without a consent for its purpose and channel, and to whom the person's limits forbid it", () => {
    expect(decide({}, { person: { consents: [] } })).toMatchObject(suppressed("NO_CONSENT"));
    expect(
      decide({ channel: "EMAIL" }, { person: { consents: [{ ...givenConsent, channel: "SMS" }] } }),
    ).toMatchObject(suppressed("NO_CONSENT"));
    expect(
      decide({}, { person: { consents: [{ ...givenConsent, validUntil: "2026-11-23T02:00:00Z" }] } }),
    ).toMatchObject(suppressed("CONSENT_EXPIRED"));
    expect(decide({}, { person: { isRestricted: true } })).toMatchObject(suppressed("PROCESSING_RESTRICTED"));
    expect(decide({}, { person: { objections: ["MARKETING"] } })).toMatchObject(suppressed("OBJECTED"));
    expect(decide({}, { person: { isErased: true } })).toMatchObject(suppressed("ERASED"));
  });

  test("where the channel or the topic is not wanted", () => {
    const channels = [{ channel: "SMS", allowed: false, maxPerWeek: null }] as const;
    expect(decide({}, { preferences: { channels } })).toMatchObject(suppressed("CHANNEL_OPTED_OUT"));
    const topics = [{ topic: "예금", subscribed: false }];
    expect(decide({ topic: "예금" }, { preferences: { topics } })).toMatchObject(
      suppressed("TOPIC_OPTED_OUT"),
    );
  });

  test("in quiet hours and at night, until they are over or for good, as the rule says", () => {
    const quiet = { preferences: { quietHours: { from: "11:00", to: "14:00" } } };
    expect(decide({}, quiet)).toEqual({
      status: "HELD",
      reasons: ["QUIET_HOURS"],
      heldUntil: "2026-11-23T05:00:00Z",
      outbids: [],
    });
    expect(decide({ quietHours: "DROP" }, quiet)).toMatchObject(suppressed("QUIET_HOURS"));
    expect(decide({}, {}, night)).toMatchObject({
      status: "HELD",
      reasons: ["NIGHT_CONSENT_MISSING"],
      heldUntil: "2026-11-23T23:00:00Z",
    });
    expect(
      decide({}, { person: { consents: [givenConsent, { ...givenConsent, night: true }] } }, night),
    ).toEqual(raised);
    expect(decide({ channel: "EMAIL" }, {}, night)).toEqual(raised);
  });

  test("while a cap has no room, until it has", () => {
    const caps = [{ per: "GLOBAL", atMost: 1, within: "P1D" }] as const;
    const contacts = [makeContact("2026-11-22T10:00:00Z", { channel: "EMAIL" })];
    expect(decide({ caps }, { contacts })).toMatchObject({
      status: "HELD",
      reasons: ["FREQUENCY_CAP"],
      heldUntil: "2026-11-23T10:00:00Z",
    });
    expect(decide({ caps, whenCapped: "DROP" }, { contacts })).toMatchObject(suppressed("FREQUENCY_CAP"));
    expect(decide({ caps: [{ ...caps[0], per: "CHANNEL" }] }, { contacts })).toEqual(raised);
  });

  test("while nobody knows how often the customer was contacted", () => {
    const caps = [{ per: "GLOBAL", atMost: 1, within: "P1D" }] as const;
    expect(decide({ caps }, { contacts: "UNKNOWN" })).toMatchObject({
      status: "HELD",
      reasons: ["CONTACTS_UNKNOWN"],
      heldUntil: "2026-11-23T03:05:00Z",
    });
    expect(decide({}, { contacts: "UNKNOWN" })).toEqual(raised);
  });

  test("after three attempts at the same offer without a success: FATIGUE", () => {
    const attempts = (count: number, more: Parameters<typeof makeContact>[1] = {}) =>
      Array.from({ length: count }, (_, at) =>
        makeContact(`2026-10-0${String(at + 1)}T00:00:00Z`, { offer: "적금", result: "NO_ANSWER", ...more }),
      );
    expect(decide({ product: "적금" }, { contacts: attempts(2) })).toEqual(raised);
    expect(decide({ product: "적금" }, { contacts: attempts(3) })).toMatchObject(suppressed("FATIGUE"));
    expect(decide({ product: "대출" }, { contacts: attempts(3) })).toEqual(raised);
    expect(decide({ product: "적금" }, { contacts: attempts(3, { channel: "CALL" }) })).toEqual(raised);
    const sold = makeContact("2026-10-02T12:00:00Z", { offer: "적금", result: "ACCEPTED" });
    expect(decide({ product: "적금" }, { contacts: [...attempts(3), sold] })).toEqual(raised);
    expect(decide({ product: "적금", purpose: "SERVICE" }, { contacts: attempts(9) })).toEqual(raised);
  });

  test("to those who are held out: HOLDOUT", () => {
    expect(decide({ holdout: 1 })).toMatchObject(suppressed("HOLDOUT"));
  });

  test("when something of more value wants the same place: LOST_ARBITRATION, and not the other way round", () => {
    const rival = makeTrigger({ rule: "other", value: 0.8, terms: messageTerms });
    expect(decide({}, { triggers: [rival] })).toMatchObject(suppressed("LOST_ARBITRATION"));
    expect(decide({}, { triggers: [{ ...rival, value: 0.2 }] })).toEqual({ ...raised, outbids: [rival.id] });
    expect(decide({ channel: "EMAIL" }, { triggers: [rival] })).toEqual(raised);
    // Claimed, or gone out, it is no rival any more.
    expect(decide({}, { triggers: [{ ...rival, status: "CLAIMED" }] })).toEqual(raised);
    expect(decide({}, { triggers: [{ ...rival, contactedAt: "2026-11-23T02:00:00Z" }] })).toEqual(raised);
  });

  test("for all its reasons in their order, of which the first decides, and does not wait where one of them stays", () => {
    const facts = {
      holdings: [{ product: "적금", closedAt: null }],
      person: { consents: [] },
      preferences: {
        quietHours: { from: "22:00", to: "07:00" },
        channels: [{ channel: "SMS", allowed: false, maxPerWeek: 1 }] as const,
        topics: [{ topic: "예금", subscribed: false }],
      },
      contacts: ["01", "02", "03"].map((day) =>
        makeContact(`2026-11-${day}T00:00:00Z`, { offer: "적금", result: "REJECTED" }),
      ),
      triggers: [
        makeTrigger({ rule: "test", subject: "적금", raisedAt: "2026-11-23T01:00:00Z", terms: messageTerms }),
      ],
    };
    const terms = {
      product: "적금",
      topic: "예금",
      holdout: 1,
      caps: [{ per: "GLOBAL", atMost: 1, within: "P30D" }] as const,
    };
    expect(decide(terms, facts, night, { expiresAt: "2026-11-23T14:00:00Z" })).toMatchObject(
      suppressed(
        "DUPLICATE",
        "ALREADY_PURCHASED",
        "EXPIRED",
        "NO_CONSENT",
        "CHANNEL_OPTED_OUT",
        "TOPIC_OPTED_OUT",
        "QUIET_HOURS",
        "NIGHT_CONSENT_MISSING",
        "FREQUENCY_CAP",
        "FATIGUE",
        "HOLDOUT",
      ),
    );
    expect(decide({ holdout: 1 }, {}, night)).toMatchObject(suppressed("NIGHT_CONSENT_MISSING", "HOLDOUT"));
  });
});

describe("what is held", () => {
  test("waits for the end of all that passes, one after the other", () => {
    const caps = [{ per: "CHANNEL", atMost: 1, within: "PT10H" }] as const;
    const contacts = [makeContact("2026-11-23T02:00:00Z")];
    // The cap has room at 21:00 in Seoul, which is night; the quiet hours end an hour after the night.
    const preferences = { quietHours: { from: "07:00", to: "09:00" } };
    expect(decide({ caps }, { contacts, preferences })).toMatchObject({
      status: "HELD",
      reasons: ["FREQUENCY_CAP"],
      heldUntil: "2026-11-24T00:00:00Z",
    });
  });

  test("is given up when it would be too late, or forbidden by then", () => {
    expect(decide({}, {}, night, { expiresAt: "2026-11-23T23:00:00Z" })).toMatchObject(
      suppressed("NIGHT_CONSENT_MISSING"),
    );
    const consents = [{ ...givenConsent, validUntil: "2026-11-23T20:00:00Z" }];
    expect(decide({}, { person: { consents } }, night)).toMatchObject(suppressed("NIGHT_CONSENT_MISSING"));
  });
});

describe("a trigger that contacts nobody", () => {
  const staff = { channel: null, purpose: "SERVICE" } as const;

  test("needs no consent, no hour and no channel", () => {
    const facts = {
      person: { consents: [] },
      preferences: { quietHours: { from: "00:00", to: "23:59" } },
      contacts: "UNKNOWN",
    } as const;
    expect(decide({ ...staff, caps: [{ per: "GLOBAL", atMost: 1, within: "P1D" }] }, facts, night)).toEqual(
      raised,
    );
  });

  test("respects the person's limits, and consent where its purpose asks for one, by whatever channel", () => {
    expect(decide(staff, { person: { isRestricted: true } })).toMatchObject(
      suppressed("PROCESSING_RESTRICTED"),
    );
    expect(decide({ channel: null }, { person: { consents: [] } })).toMatchObject(suppressed("NO_CONSENT"));
    expect(
      decide({ channel: null }, { person: { consents: [{ ...givenConsent, channel: "PUSH" }] } }),
    ).toEqual(raised);
  });

  test("is capped by those of its rule and category that were let through", () => {
    const caps = [{ per: "RULE", atMost: 1, calendar: "DAY" }] as const;
    const other = makeTrigger({
      rule: "test",
      subject: "대출",
      status: "DISMISSED",
      raisedAt: "2026-11-23T01:00:00Z",
    });
    expect(decide({ ...staff, caps }, { triggers: [other] })).toMatchObject({
      reasons: ["FREQUENCY_CAP"],
      heldUntil: "2026-11-23T15:00:00Z",
    });
  });
});

test("of triggers that come up together those who pass compete, and what is let through counts for the rest", () => {
  const caps = [{ per: "GLOBAL", atMost: 1, within: "P1D" }] as const;
  const make = (id: string, value: number, terms: Partial<TriggerTerms> = {}) =>
    candidateOf({ caps, ...terms }, { id, subject: id, value });
  const best = make("1", 0.9, { holdout: 1 });
  const second = make("2", 0.8);
  const third = make("3", 0.7);
  const other = make("4", 0.6, { channel: "EMAIL" });
  const decisions = decideAll([other, third, second, best], makeFacts(), noon);
  expect(decisions.get("1")).toMatchObject({ reasons: ["HOLDOUT"] });
  expect(decisions.get("2")).toEqual(raised);
  expect(decisions.get("3")).toMatchObject({ reasons: ["LOST_ARBITRATION"] });
  expect(decisions.get("4")).toMatchObject({ status: "HELD", reasons: ["FREQUENCY_CAP"] });
});
