import { describe, expect, test } from "vitest";
import { isHeldOut } from "./holdout.js";
import { findExpiry, toRaisedTrigger, toTriggerId } from "./moment.js";
import { parseRuleText } from "./parse-rule.js";
import { parseTemplate, renderTemplate, type TextStyle } from "./template.js";

const korean: TextStyle = { language: "ko", timeZone: "Asia/Seoul" };
const english: TextStyle = { language: "en", timeZone: "Asia/Seoul" };

function render(text: string, values: Readonly<Record<string, unknown>>, style = english): string {
  const template = parseTemplate(text);
  if ("mistake" in template) throw new Error(template.mistake);
  return renderTemplate(template, values, style);
}

describe("the text of a trigger", () => {
  test.each([
    ["a number", 1_234_567.891, "1,234,567.89", "1,234,567.89"],
    ["won", { amount: "5000000", currency: "KRW" }, "KRW 5,000,000", "5,000,000원"],
    [
      "an amount that no double holds",
      { amount: "12345678901234567890.05", currency: "USD" },
      "USD 12,345,678,901,234,567,890.05",
      "12,345,678,901,234,567,890.05 USD",
    ],
    ["a time", { at: "2026-11-20T15:30:00Z" }, "21 November 2026 at 00:30", "2026년 11월 21일 오전 12:30"],
    ["a day", { durationMs: 86_400_000 }, "24 hours", "24시간"],
    ["a week", { durationMs: 7 * 86_400_000 }, "7 days", "7일"],
    ["ninety minutes", { durationMs: 5_400_000 }, "90 minutes", "90분"],
    ["one hour", { durationMs: 3_600_000 }, "1 hour", "1시간"],
    ["truth", true, "yes", "예"],
    ["nothing", null, "–", "–"],
  ])("writes %s as each language does", (_, value, en, ko) => {
    expect(render("{it}", { it: value })).toBe(en);
    expect(render("{it}", { it: value }, korean)).toBe(ko);
  });

  test("says what the template gives where there is no value, and braces that are doubled", () => {
    expect(render("{{{product|the product}}} now", {})).toBe("{the product} now");
    expect(render("{a}{a}", { a: "x" })).toBe("xx");
  });

  test("lets nothing from outside be markup, a line, a placeholder or without end", () => {
    const evil = "<script>\n{key}\u202e\u0000 x </script>";
    expect(render("{product}", { product: evil, key: "secret" })).toBe("‹script› {key} x ‹/script›");
    expect(render("{product}", { product: "가".repeat(500) })).toHaveLength(100);
    expect(render("{product|none}", { product: " \u200b " })).toBe("none");
    expect(render("{toString}{__proto__}", {})).toBe("––");
  });
});

describe("a moment", () => {
  const parsed = parseRuleText(`
    when: { match: { event: transfer.booked } }
    expiresAfter: P1D
    priority: 0.5
    value: 0.5
    text: { ko: { title: "{amount} 입금", explanation: 가 }, en: { title: "{amount} came in", explanation: b } }`);
  if (!parsed.isValid) throw new Error("The rule is wrong.");
  const { definition } = parsed;
  const moment = {
    id: toTriggerId("incoming", "c", "", "t1"),
    rule: { name: "incoming", version: 3, definition },
    customerId: "c",
    subject: "",
    at: "2026-11-20T00:00:00.123456Z",
    expiresAt: findExpiry(definition, "2026-11-20T00:00:00.123456Z"),
    priority: 0.5,
    value: 0.4,
    product: null,
    evidence: ["trf_t1"],
    values: { amount: { amount: "100", currency: "KRW" } },
  };

  test("becomes a trigger in the language of its reader, with an id that depends on what happened only", () => {
    expect(toRaisedTrigger(moment, korean)).toMatchObject({
      id: moment.id,
      title: "100원 입금",
      status: "RAISED",
      expiresAt: "2026-11-21T00:00:00.123456Z",
    });
    expect(toRaisedTrigger(moment, english).title).toBe("KRW 100 came in");
    expect(toTriggerId("incoming", "c", "", "t1")).toBe(moment.id);
    expect(toTriggerId("incoming", "c", "", "t2")).not.toBe(moment.id);
  });
});

describe("the holdout", () => {
  const customers = Array.from({ length: 20_000 }, (_, n) => `customer-${String(n)}`);
  const heldBy = (rule: string, share: number) => customers.filter((id) => isHeldOut(rule, id, share));

  test("holds about its share of the customers, the same ones always, and others for another rule", () => {
    const tenth = heldBy("a", 0.1);
    expect(tenth.length / customers.length).toBeCloseTo(0.1, 1);
    expect(heldBy("a", 0.1)).toEqual(tenth);
    const both = new Set(heldBy("b", 0.1));
    expect(tenth.filter((id) => both.has(id)).length / tenth.length).toBeLessThan(0.2);
  });

  test("holds everybody of a smaller share with a larger one, and nobody with none", () => {
    const larger = new Set(heldBy("a", 0.3));
    expect(heldBy("a", 0.1).every((id) => larger.has(id))).toBe(true);
    expect(heldBy("a", 0)).toEqual([]);
  });
});
