import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toCharacters } from "./characters.js";
import { scrubText } from "./scrub-text.js";

const separator = fc.constantFrom("", "-", " ", ".", "–", "‑");
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });
const joined = (...parts: readonly (fc.Arbitrary<string> | string)[]) =>
  fc
    .tuple(separator, ...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map(([between, ...texts]) => texts.join(between));

function withLuhnDigit(body: string): string {
  const sum = Array.from(body)
    .toReversed()
    .map((character, at) => Number(character) * (at % 2 === 0 ? 2 : 1))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
  return body + String((10 - (sum % 10)) % 10);
}

const secrets = {
  mobile: joined("010", digits(4), digits(4)),
  landline: joined(fc.constantFrom("02", "031", "051"), digits(3), digits(4)),
  inParentheses: fc.tuple(digits(3), digits(4)).map(([one, other]) => `(02) ${one}-${other}`),
  international: joined(fc.constantFrom("+82", "+82 (0)"), "10", digits(4), digits(4)),
  foreign: joined("+49", "170", digits(7)),
  registration: fc
    .tuple(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
      fc.constantFrom("-", " ", "", "–"),
      fc.integer({ min: 1, max: 8 }),
      digits(6),
    )
    .map(
      ([month, day, between, kind, rest]) =>
        `88${String(month).padStart(2, "0")}${String(day).padStart(2, "0")}${between}${String(kind)}${rest}`,
    ),
  card: fc
    .tuple(digits(14), fc.constantFrom("", " ", "-"))
    .map(([body, between]) => withLuhnDigit(`4${body}`).match(/.{4}/g)?.join(between) ?? ""),
  account: fc.tuple(digits(3), digits(3), digits(6)).map((groups) => groups.join("-")),
  bareAccount: digits(12),
  driver: fc.tuple(digits(2), digits(2), digits(6), digits(2)).map((groups) => groups.join("-")),
  passport: fc.tuple(fc.constantFrom("M", "S", "R"), digits(8)).map((parts) => parts.join("")),
  newPassport: fc.tuple(digits(3), digits(4)).map(([one, other]) => `M${one}A${other}`),
  email: fc.emailAddress(),
} as const;
const anySecret = fc.oneof(...Object.values(secrets));
const words = fc.constantFrom(
  "고객이",
  "연락처는",
  "please call",
  "입니다.",
  "2026-11-23",
  "1,250,000원",
  "👍🏽",
  "3개월",
  "",
);

describe("a scrubbed text", () => {
  test.each(Object.entries(secrets))("keeps nothing of a number or address: %s", (_name, secret) => {
    fc.assert(
      fc.property(words, secret, words, (before, text, after) => {
        const scrubbed = scrubText(`${before} ${text} ${after}`);
        const hidden = scrubbed.slice(before.length + 1, scrubbed.length - after.length - 1);
        expect(hidden).not.toMatch(/[\p{L}\p{N}]/u);
        expect(toCharacters(hidden)).toHaveLength(toCharacters(text).length);
      }),
    );
  });

  test("finds numbers beside Korean letters, where there is no word boundary", () => {
    expect(scrubText("연락처는010-1234-5678로 여권M12345678번")).toBe(
      "연락처는***-****-****로 여권*********번",
    );
    expect(scrubText("메일 minjun@example.com으로")).toBe("메일 ******@*******.*****");
  });

  test("finds full-width digits, encoded e-mail addresses and the user of a URL", () => {
    expect(scrubText("０１０-１２３４-５６７８")).toBe("***-****-****");
    expect(scrubText("https://bank.example/?mail=kim%40example.com&tab=1")).toBe(
      "https://bank.example/?mail=***%**" + "*******.***&tab=1",
    );
    expect(scrubText("https://bank.example/a?mail=kim@example.com#top")).toBe(
      "https://bank.example/a?mail=***@*******.***#top",
    );
    expect(scrubText("ftp://kim:secret@files/x")).toBe("ftp://***:******@files/x");
    expect(scrubText("주민번호 880314-2******")).toBe("주민번호 ******-*******");
  });

  test.each([
    "2026-11-23 14:05 상담, 다음 연락 2026/12/01",
    "적금 12개월, 연 3.25 %, 월 300,000원",
    "Order 12345, room 4-2, version 1.2.3",
    "이자 1,250,000.50원 (세전)",
    "두 날짜: 01/02/2026 03/04/2026",
    "https://bank.example/loans/mortgage?step=3",
    "상담 시간 09:00-18:00",
  ])("leaves %j as it is", (text) => {
    expect(scrubText(text)).toBe(text);
  });

  test("is rid of the person's names, in any spelling, and of no part of another word", () => {
    expect(scrubText("김민준 고객(김 민준)이 김민준님께", ["김민준"])).toBe("*** 고객(* **)이 ***님께");
    expect(scrubText("김민준".normalize("NFD"), ["김민준"])).toBe("***");
    expect(scrubText("Ann called. ANN is annoyed; MinJun and Min Jun", ["Ann", "Min Jun"])).toBe(
      "*** called. *** is annoyed; ****** and *** ***",
    );
    expect(scrubText("A.B (xy) [y]", ["(xy", "-!", "(y", "", "김", "*"])).toBe("A.B (**) [y]");
  });

  test("is never longer, and scrubbing it again changes nothing", () => {
    const text = fc.array(fc.oneof(anySecret, words, fc.string({ unit: "grapheme" })), { maxLength: 5 });
    fc.assert(
      fc.property(
        text,
        separator,
        fc.array(fc.string({ unit: "grapheme", maxLength: 4 })),
        (parts, between, names) => {
          const before = parts.join(between);
          const after = scrubText(before, names);
          expect(toCharacters(after).length).toBeLessThanOrEqual(toCharacters(before).length);
          expect(scrubText(after, names)).toBe(after);
        },
      ),
    );
  });

  test("takes no longer than the text's length allows, also for texts made to be slow", () => {
    const slow = [
      "0-".repeat(20_000),
      "a".repeat(40_000),
      "a.".repeat(20_000),
      "1 ".repeat(20_000),
      "@.".repeat(20_000),
      "(0".repeat(20_000),
      "a://".repeat(10_000),
      "+0 ".repeat(13_000),
    ];
    for (const text of slow) {
      const startedAt = performance.now();
      scrubText(text);
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    }
  });
});
