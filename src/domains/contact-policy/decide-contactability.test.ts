import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConsentFact } from "../consent/decide-consent.js";
import type { ContactFacts, EarlierContact } from "./contact-facts.js";
import { decideContactability, type Contactability } from "./decide-contactability.js";
import { toDefaultPreferences } from "./preferences.js";

const consent: ConsentFact = {
  purpose: "MARKETING",
  channel: null,
  state: "GIVEN",
  validUntil: null,
  occurredAt: "2026-01-01T00:00:00Z",
};

describe("for whatever is known of a customer", () => {
  const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Seoul", "Pacific/Apia"];
  const time = fc
    .integer({ min: 0, max: 24 * 12 - 1 })
    .map((n) => `${String(Math.floor(n / 12)).padStart(2, "0")}:${String((n % 12) * 5).padStart(2, "0")}`);
  // The clocks of the zones change in the weeks around these days.
  const around = fc.constantFrom(
    "2026-03-29",
    "2026-10-25",
    "2026-03-08",
    "2026-11-01",
    "2026-04-05",
    "2026-10-04",
  );
  const instantAround = around.chain((day) =>
    fc
      .integer({ min: -2 * 1440, max: 1440 })
      .map((minutes) => new Date(Date.parse(`${day}T00:00:00Z`) + minutes * 60_000)),
  );
  const known = instantAround.chain((at) =>
    fc.record({
      at: fc.constant(at),
      channel: fc.constantFrom("SMS", "EMAIL"),
      purpose: fc.constantFrom("SERVICE", "MARKETING"),
      timeZone: fc.constantFrom(...zones),
      quietHours: fc.option(fc.record({ from: time, to: time })),
      nightContact: fc.boolean(),
      maxPerWeek: fc.option(fc.integer({ min: 1, max: 3 })),
      contacts: fc.array(
        fc
          .record({
            channel: fc.constantFrom("SMS", "EMAIL", null),
            minutes: fc.integer({ min: -9 * 1440, max: 0 }),
          })
          .map(({ channel, minutes }) => ({
            channel,
            occurredAt: new Date(at.getTime() + minutes * 60_000).toISOString(),
          })),
        { maxLength: 6 },
      ),
    }),
  );
  type Known = typeof known extends fc.Arbitrary<infer Value> ? Value : never;
  const toFacts = ({
    timeZone,
    quietHours,
    nightContact,
    maxPerWeek,
    channel,
    contacts,
  }: Known): ContactFacts => ({
    isErased: false,
    isRestricted: false,
    objections: [],
    consents: [consent, { ...consent, channel: "SMS" }],
    preferences: {
      ...toDefaultPreferences("kim"),
      timeZone,
      quietHours,
      nightContact,
      channels: [{ channel, allowed: true, maxPerWeek }],
    },
    contacts: contacts as readonly EarlierContact[],
  });
  const ask = (facts: ContactFacts, { purpose, channel }: Known, at: Date) =>
    decideContactability(facts, { purpose, channel, at });

  test("it is allowed at the time that is told, and at no minute before", () => {
    fc.assert(
      fc.property(known, (each) => {
        const facts = toFacts(each);
        const { allowed: isAllowed, allowedFrom, reasons } = ask(facts, each, each.at);
        expect(isAllowed).toBe(reasons.length === 0);
        if (allowedFrom === null) return;
        expect(isAllowed).toBe(false);
        const until = Date.parse(allowedFrom);
        expect(ask(facts, each, new Date(until))).toEqual({
          allowed: true,
          reasons: [],
          allowedFrom: null,
        });
        expect(ask(facts, each, new Date(until - 1)).allowed).toBe(false);
        // Every minute of the last day, every hour before.
        for (
          let at = until - 60_000;
          at >= each.at.getTime();
          at -= until - at < 86_400_000 ? 60_000 : 3_600_000
        ) {
          expect(ask(facts, each, new Date(at))).toMatchObject({ allowed: false, allowedFrom });
        }
      }),
      { numRuns: 60 },
    );
  });

  test("no time is told only where nothing of the next ten days is allowed", () => {
    fc.assert(
      fc.property(known, (each) => {
        const facts = toFacts(each);
        const decision = ask(facts, each, each.at);
        if (decision.allowed || decision.allowedFrom !== null) return;
        // Times of the day are whole steps of five minutes; 35 minutes come by each of them within ten days.
        for (let minutes = 0; minutes < 10 * 1440; minutes += 35) {
          const at = Math.ceil(each.at.getTime() / 300_000) * 300_000 + minutes * 60_000;
          expect(ask(facts, each, new Date(at)).allowed).toBe(false);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("the order of records changes nothing", () => {
    fc.assert(
      fc.property(known, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (each, random) => {
        const facts = toFacts(each);
        const shuffled = <Item>(items: readonly Item[]) =>
          items
            .map((item) => ({ item, rank: random.next().value ?? 0 }))
            .toSorted((left, right) => left.rank - right.rank)
            .map(({ item }) => item);
        const other: ContactFacts = {
          ...facts,
          consents: shuffled(facts.consents),
          contacts: facts.contacts === "UNKNOWN" ? "UNKNOWN" : shuffled(facts.contacts),
        };
        expect(ask(other, each, each.at)).toEqual(ask(facts, each, each.at));
      }),
    );
  });

  test("one contact more, or a lower limit, never makes it allowed earlier", () => {
    fc.assert(
      fc.property(known, (each) => {
        const [earlier, later] = [
          ask(toFacts(each), each, each.at),
          ask(
            toFacts({
              ...each,
              maxPerWeek: each.maxPerWeek === null ? 1 : Math.max(1, each.maxPerWeek - 1),
              contacts: [...each.contacts, { channel: each.channel, occurredAt: each.at.toISOString() }],
            }),
            each,
            each.at,
          ),
        ];
        const toTime = (decision: Contactability) =>
          decision.allowed ? 0 : Date.parse(decision.allowedFrom ?? "9999-12-31");
        expect(toTime(later)).toBeGreaterThanOrEqual(toTime(earlier));
      }),
    );
  });
});
