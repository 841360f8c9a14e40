import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareDecimals } from "../../../shared/money.js";
import { decideCondition, readMember, type Condition } from "./condition.js";
import { findEventField, findFactField } from "./event-fields.js";
import { isLike } from "./like.js";
import { parseCondition } from "./parse-condition.js";

function parse(raw: unknown, find: typeof findFactField): Condition {
  const mistakes: string[] = [];
  const condition = parseCondition(
    raw,
    (path) => find(path) ?? { mistake: "unknown" },
    (path, message) => mistakes.push(`${path.join(".")} ${message}`),
  );
  if (condition === undefined) throw new Error(mistakes.join("; "));
  return condition;
}

const transfer = {
  recordId: "t1",
  direction: "CREDIT",
  amount: { amount: "10000000.00", currency: "KRW" },
  memo: null,
  counterparty: "다온전자 급여",
  standingOrder: false,
  bookedAt: "2026-11-20T09:00:00.5Z",
};
const holds = (raw: unknown, record: unknown = transfer): boolean | undefined =>
  decideCondition(
    parse(raw, (path) => findEventField("transfer.booked", path)),
    (path) => readMember(record, path),
  );

describe("a condition on an event", () => {
  test.each<[unknown, boolean]>([
    [{ direction: "CREDIT" }, true],
    [{ direction: ["DEBIT"] }, false],
    [{ direction: { ne: "CREDIT" } }, false],
    [{ amount: { amount: "10000000", currency: "KRW" } }, true],
    [{ amount: { gte: { amount: "9999999.99", currency: "KRW" } } }, true],
    [{ amount: { gt: { amount: "10000000", currency: "KRW" } } }, false],
    [{ amount: { gte: { amount: "1", currency: "USD" } } }, false],
    [{ amount: { ne: { amount: "1", currency: "USD" } } }, true],
    [{ bookedAt: { gte: "2026-11-20T18:00:00+09:00", lt: "2026-11-20T09:00:01Z" } }, true],
    [{ counterparty: { contains: "급여" } }, true],
    [{ counterparty: { startsWith: "다온".normalize("NFD") } }, true],
    [{ counterparty: { like: "*전자*급여" } }, true],
    [{ counterparty: { like: "전자*" } }, false],
    [{ memo: { exists: false } }, true],
    [{ memo: { contains: "a" } }, false],
    [{ memo: { ne: "a" } }, true],
    [{ memo: { notIn: ["a"] } }, true],
    [{ standingOrder: false }, true],
    [{ any: [{ memo: "a" }, { direction: "CREDIT" }], not: { standingOrder: true } }, true],
    [{ all: [{ memo: "a" }, { direction: "CREDIT" }] }, false],
  ])("%j is %s", (raw, wanted) => {
    expect(holds(raw)).toBe(wanted);
  });

  test("compares what a property is, and never reaches what is no property", () => {
    const web = (raw: unknown, properties: unknown) =>
      decideCondition(
        parse(raw, (path) => findEventField("web-event.recorded", path)),
        (path) => readMember({ properties }, path),
      );
    expect(web({ "properties.price": { gte: 10 } }, { price: 10 })).toBe(true);
    expect(web({ "properties.price": { gte: 10 } }, { price: "11" })).toBe(false);
    expect(web({ "properties.tags": { contains: "a" } }, { tags: ["b", "a"] })).toBe(true);
    expect(web({ "properties.constructor": { exists: true } }, {})).toBe(false);
    expect(web({ "properties.a.b": "x" }, { a: { b: "x" } })).toBe(true);
    expect(web({ "properties.a.b": "x" }, null)).toBe(false);
  });
});

describe("a condition on what may be unknown", () => {
  const known = { insights: undefined, profile: { tier: "GOLD", branch: null } };
  const decide = (raw: unknown): boolean | undefined =>
    decideCondition(parse(raw, findFactField), ([head = "", ...rest]) =>
      head === "profile" ? readMember(known.profile, rest) : undefined,
    );

  test("is unknown itself, also when it is denied, unless what is known decides", () => {
    expect(decide({ "insights.churnRisk": { gte: 0.5 } })).toBeUndefined();
    expect(decide({ not: { "insights.churnRisk": { gte: 0.5 } } })).toBeUndefined();
    expect(decide({ "insights.churnRisk": { exists: false } })).toBeUndefined();
    expect(decide({ any: [{ "insights.churnRisk": { gte: 0.5 } }, { "profile.tier": "GOLD" }] })).toBe(true);
    expect(decide({ "insights.churnRisk": { gte: 0.5 }, "profile.tier": "VIP" })).toBe(false);
    expect(decide({ segments: { contains: "savers" } })).toBeUndefined();
    expect(decide({ "profile.branch": { exists: false } })).toBe(true);
  });
});

describe("a pattern with stars", () => {
  test("fits as the regular expression of it does", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
    const patterns = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
    fc.assert(
      fc.property(letters, patterns, (text, pattern) => {
        const expected = new RegExp(`^${pattern.replaceAll(/\*+/g, ".*")}$`, "s").test(text);
        expect(isLike(text, pattern)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test("takes no longer for a text that almost fits", () => {
    const startedAt = performance.now();
    expect(isLike("a".repeat(100_000), "*a*a*a*a*a*a*a*ab")).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe("decimal texts", () => {
  test("compare as the numbers that they are, however long", () => {
    const decimal = fc
      .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: 999 }))
      .map(([whole, part]) => ({
        text: `${String(whole)}.${String(part).padStart(3, "0")}`,
        value: whole * 1_000n + (whole < 0n || Object.is(whole, -0n) ? -BigInt(part) : BigInt(part)),
      }));
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        const order = Math.sign(compareDecimals(left.text, right.text));
        expect(order).toBe(left.value < right.value ? -1 : left.value > right.value ? 1 : 0);
      }),
    );
    expect(compareDecimals("0.10", "0.1")).toBe(0);
    expect(compareDecimals("12345678901234567890", "12345678901234567890.000")).toBe(0);
  });
});
