import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRule, parseRuleText } from "./parse-rule.js";

const text = `
text:
  ko: { title: "{product} {count}회 조회", explanation: "{window} 안에 {count}회 조회했습니다." }
  en: { title: "{product}: viewed {count} times", explanation: "Viewed {count} times within {window}." }
`;
const whole = `
when:
  count:
    of: { event: web-event.recorded, where: { name: Product Viewed, product: { exists: true } } }
    atLeast: 3
    within: PT24H
    unless: { event: web-event.recorded, where: { name: [Application Started, Application Submitted] } }
by: product
if: { profile.tier: { in: [GOLD, VIP] }, insights.churnRisk: { gte: 0.5 }, segments: { contains: savers } }
lateness: P1D
reEligibleAfter: PT24H
expiresAfter: PT24H
priority: 0.7
value: { of: properties.price, from: 0, to: 1000, least: 0.2, most: 0.9 }
channel: APP
category: sales
topic: 상품 안내
product: { of: product }
caps:
  - { per: RULE, atMost: 1, within: P7D }
  - { per: GLOBAL, atMost: 3, calendar: WEEK }
quietHours: DROP
holdout: 0.1
${text}`;

function mistakesOf(definition: string): readonly (readonly [string, string])[] {
  const parsed = parseRuleText(definition);
  return parsed.isValid ? [] : parsed.mistakes.map(({ path, message }) => [path, message] as const);
}

const minimal = (when: string, more = ""): string => `
when: ${when}
expiresAfter: PT1H
priority: 1
value: 1
${more}
text: { ko: { title: 가, explanation: 나 }, en: { title: a, explanation: b } }`;

describe("a rule", () => {
  test("is parsed whole, with the defaults of what it does not say", () => {
    const parsed = parseRuleText(whole);
    expect(parsed).toMatchObject({
      isValid: true,
      definition: {
        when: { kind: "count", atLeast: 3, within: "PT24H", of: { events: ["web-event.recorded"] } },
        by: ["product"],
        purpose: "MARKETING",
        channel: "APP",
        caps: [
          { per: "RULE", atMost: 1, within: "P7D" },
          { per: "GLOBAL", atMost: 3, calendar: "WEEK" },
        ],
        quietHours: "DROP",
        holdout: 0.1,
      },
    });
    expect(parseRuleText(minimal("{ match: { event: transfer.booked } }"))).toMatchObject({
      isValid: true,
      definition: { reEligibleAfter: "P1D", category: "general", caps: [], quietHours: "HOLD", holdout: 0 },
    });
  });

  test.each([
    [
      "an unknown member",
      minimal("{ match: { event: transfer.booked } }", "urgency: 1"),
      "urgency",
      /unknown/,
    ],
    ["a missing member", "when: { match: { event: transfer.booked } }", "expiresAfter", /missing/],
    ["no pattern", minimal("{}"), "when", /exactly one of match, count/],
    [
      "two patterns",
      minimal(
        "{ match: { event: transfer.booked }, first: { of: { event: transfer.booked }, notWithin: P1D, observedFor: P1D } }",
      ),
      "when",
      /exactly one/,
    ],
    [
      "an unknown event",
      minimal("{ match: { event: transfer.left } }"),
      "when.match.event",
      /transfer\.booked/,
    ],
    [
      "a field that the event has not",
      minimal("{ match: { event: transfer.booked, where: { sum: 1 } } }"),
      "when.match.where.sum",
      /has no field/,
    ],
    [
      "a name that is none of the closed list",
      minimal("{ match: { event: transfer.booked, where: { direction: CREDITED } } }"),
      "when.match.where.direction",
      /one of CREDIT, DEBIT/,
    ],
    [
      "an amount without a currency",
      minimal("{ match: { event: transfer.booked, where: { amount: { gte: 1000 } } } }"),
      "when.match.where.amount.gte",
      /an amount and its currency/,
    ],
    [
      "an amount that is no text",
      minimal(
        "{ match: { event: transfer.booked, where: { amount: { gte: { amount: 5, currency: KRW } } } } }",
      ),
      "when.match.where.amount.gte",
      /an amount and its currency/,
    ],
    [
      "a comparison that the field has not",
      minimal("{ match: { event: transfer.booked, where: { direction: { gt: CREDIT } } } }"),
      "when.match.where.direction.gt",
      /no comparison of this field/,
    ],
    [
      "a mistake in the depth of a condition",
      minimal(
        "{ match: { event: transfer.booked, where: { any: [{ memo: a }, { not: { memo: { in: [] } } }] } } }",
      ),
      "when.match.where.any.1.not.memo.in",
      /a list of 1 to 200/,
    ],
    [
      "a mistake in one of several exits",
      minimal(
        "{ absence: { after: { event: web-event.recorded }, for: PT1H, without: [{ event: web-event.recorded, where: { nam: x } }] } }",
      ),
      "when.absence.without.0.where.nam",
      /has no field/,
    ],
    [
      "a mistake in the only exit",
      minimal(
        "{ absence: { after: { event: web-event.recorded }, for: PT1H, without: { event: web-event.recorded, where: { nam: x } } } }",
      ),
      "when.absence.without.where.nam",
      /has no field/,
    ],
    [
      "a length of time in months",
      minimal("{ match: { event: transfer.booked } }", "lateness: P1M"),
      "lateness",
      /PT30M/,
    ],
    [
      "a threshold of another kind",
      minimal("{ crossing: { of: { event: transfer.booked }, value: amount, above: 5 } }"),
      "when.crossing.above",
      /amount/,
    ],
    [
      "two thresholds",
      minimal(
        "{ crossing: { of: { event: consultation.recorded }, value: satisfaction, above: 5, below: 2 } }",
      ),
      "when.crossing",
      /either/,
    ],
    [
      "a deadline that is no time",
      minimal("{ deadline: { of: { event: consent.recorded }, at: state, before: P30D } }"),
      "when.deadline.at",
      /point in time/,
    ],
    [
      "a key that an exit has not",
      minimal(
        "{ absence: { after: { event: web-event.recorded }, for: PT1H, without: { event: transfer.booked } } }",
        "by: sessionId",
      ),
      "by",
      /everyKey/,
    ],
    [
      "an unknown fact",
      minimal("{ match: { event: transfer.booked } }", "if: { profile.email: a }"),
      "if.profile.email",
      /no fact/,
    ],
    [
      "a cap that is neither rolling nor calendar",
      minimal("{ match: { event: transfer.booked } }", "caps: [{ per: RULE, atMost: 1 }]"),
      "caps.0",
      /either/,
    ],
    [
      "a weight above 1",
      minimal("{ match: { event: transfer.booked } }").replace("value: 1", "value: 2"),
      "value",
      /^must be at most 1$/,
    ],
    [
      "an amount as weight without its currency",
      minimal("{ match: { event: transfer.booked } }").replace("value: 1", "value: { of: amount, to: 9 }"),
      "value.currency",
      /must be said/,
    ],
    [
      "a placeholder that nothing fills",
      minimal("{ match: { event: transfer.booked } }").replace("title: a", 'title: "{product}"'),
      "text.en.title",
      /neither a field/,
    ],
    [
      "a brace that is not closed",
      minimal("{ match: { event: transfer.booked } }").replace("title: a", 'title: "{memo"'),
      "text.en.title",
      /without a \}/,
    ],
  ])("with %s is refused with its place", (_, definition, path, message) => {
    const mistakes = mistakesOf(definition);
    expect(mistakes.map(([place]) => place)).toContain(path);
    expect(mistakes.find(([place]) => place === path)?.[1]).toMatch(message);
  });

  test("tells every mistake at once", () => {
    expect(
      mistakesOf(minimal("{ match: { event: transfer.booked, where: { a: 1, b: 2 } } }", "c: 3")),
    ).toHaveLength(3);
  });

  test("is told in words what is wrong with the kind or the size of a value", () => {
    const match = "{ match: { event: transfer.booked } }";
    const capped = "caps: [{ per: RULE, atMost: 0, within: P1D }]";
    expect(mistakesOf(minimal(match, capped))).toEqual([["caps.0.atMost", "must be at least 1"]]);
    expect(mistakesOf(minimal(match, "holdout: .inf"))).toEqual([["holdout", "must be a number"]]);
    expect(mistakesOf(minimal(match, "holdout: 0.95"))).toEqual([["holdout", "must be at most 0.9"]]);
    expect(mistakesOf(minimal(match, "channel: [PUSH]"))).toHaveLength(1);
    expect(mistakesOf("[1]")).toEqual([["", "must be a mapping"]]);
    const empty = minimal(match).replace("title: 가", "title: ''");
    expect(mistakesOf(empty)).toEqual([["text.ko.title", "must have at least 1 characters"]]);
  });

  test("is refused when it is too large, too deep or not YAML, without being read", () => {
    const deep = Array.from({ length: 50_000 }).reduce((inner) => ({ not: inner }), {});
    expect(parseRule({ when: deep })).toMatchObject({ isValid: false, mistakes: [{ message: /nested/ }] });
    expect(parseRule({ when: Array.from({ length: 2_000 }) })).toMatchObject({
      isValid: false,
      mistakes: [{ message: "has more than 1000 members" }],
    });
    expect(mistakesOf(`a: ${"x".repeat(20_001)}`)[0]?.[1]).toMatch(/longer/);
    expect(mistakesOf("a: [")[0]?.[1]).toMatch(/no YAML/);
    expect(mistakesOf("a: &a [1]\nb: [*a, *a]")[0]?.[1]).toMatch(/no YAML/);
  });

  test("is never anything but a rule or mistakes, whatever comes", () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        const parsed = parseRule(raw);
        expect(parsed.isValid || parsed.mistakes.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
