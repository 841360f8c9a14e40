import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { toCharacters } from "./characters.js";
import { MaskName, masks } from "./masks.js";

const names = Object.values(MaskName);
/** What a scrub leaves of ordinary text is the text: only what it finds is hidden. */
const wholeMasks = names.filter((name) => name !== "FREE_TEXT");

const hangul = fc.string({ unit: fc.constantFrom(..."가김민준이박남궁수진최"), minLength: 1, maxLength: 6 });
const latin = fc.string({ unit: fc.constantFrom(..."abcXYZé -'"), maxLength: 20 });
const number = fc.string({ unit: fc.constantFrom(..."0123456789 -.()+"), maxLength: 20 });
const anything = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  hangul,
  latin,
  number,
  fc.emailAddress(),
  fc
    .array(fc.oneof(hangul, latin, number, fc.constantFrom("👨‍👩‍👧", "🇰🇷", "👍🏽")), { maxLength: 6 })
    .map((parts) => parts.join(" ")),
);

describe.each(names)("the mask %s", (name) => {
  const mask = masks[name];

  it("is never longer, in characters as people count them", () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(toCharacters(mask(text)).length).toBeLessThanOrEqual(toCharacters(text).length);
      }),
    );
  });

  it("changes nothing when put on twice", () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(mask(mask(text))).toBe(mask(text));
      }),
    );
  });

  it("is the same for a text in NFC and in NFD, and answers NFC", () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(mask(text.normalize("NFD"))).toBe(mask(text.normalize("NFC")));
        expect(mask(text).normalize("NFC")).toBe(mask(text));
      }),
    );
  });
});

describe.each(wholeMasks)("the mask %s", (name) => {
  const mask = masks[name];

  it("cannot be undone: what is hidden takes no part in the answer", () => {
    const other = (character: string): string => {
      if (/\d/.test(character)) return "7";
      if (/[가-힣]/.test(character)) return "가";
      return /\p{L}/u.test(character) ? "x" : "#";
    };
    fc.assert(
      fc.property(fc.oneof(hangul, latin, number, fc.emailAddress()), (text) => {
        const before = toCharacters(text);
        const after = toCharacters(mask(text));
        const changed = before.map((character, at) =>
          after[at] === "*" && character !== "*" ? other(character) : character,
        );
        expect(mask(changed.join(""))).toBe(mask(text));
      }),
    );
  });

  it("leaves no group of three digits and more as it was", () => {
    fc.assert(
      fc.property(fc.oneof(number, fc.emailAddress(), anything), (text) => {
        const left = mask(text).match(/\d+/g) ?? [];
        const groups = (text.normalize("NFC").match(/\d+/g) ?? []).filter((group) => group.length > 2);
        // The year of a day of birth is what that mask is there to show.
        const shown = name === "BIRTH_DATE" ? groups.slice(0, 1) : [];
        expect(left.filter((group) => groups.includes(group) && !shown.includes(group))).toEqual([]);
      }),
    );
  });
});

test.each<[MaskName, string, string]>([
  ["NAME", "김민준", "김*준"],
  ["NAME", "김민", "김*"],
  ["NAME", "김", "*"],
  ["NAME", "남궁민수", "남**수"],
  ["NAME", "Anna Schmidt", "A*** S******"],
  ["NAME", "Kim Min-jun", "K** M**-j**"],
  ["NAME", "J. Kim", "*. K**"],
  ["NAME", "", ""],
  ["PHONE", "+821012345678", "+**********78"],
  ["PHONE", "010-1234-5678", "***-****-**78"],
  ["PHONE", "(02) 123-4567", "(**) ***-**67"],
  ["PHONE", "112", "***"],
  ["EMAIL", "minjun.kim@example.com", "m*********@*******.com"],
  ["EMAIL", "mj@example.co.kr", "**@*******.**.kr"],
  ["EMAIL", "민준씨@예시.한국", "민**@**.한국"],
  ["EMAIL", "no address", "**********"],
  ["ACCOUNT", "110-234-567890", "***-***-****90"],
  ["ACCOUNT", "110-234-5678-90", "***-***-****-**"],
  ["ACCOUNT", "12345678", "******78"],
  ["BIRTH_DATE", "1988-03-14", "1988-**-**"],
  ["BIRTH_DATE", "1988년 3월 14일", "1988년 *월 **일"],
  ["BIRTH_DATE", "19880314", "1988****"],
  ["BIRTH_DATE", "880314", "******"],
  ["BIRTH_DATE", "14 March 1988", "** ***** ****"],
  ["ADDRESS", "서울특별시 강남구 테헤란로 123", "서울특별시 *** **** ***"],
  ["ADDRESS", "경기도 성남시 분당구 (정자동 1-2)", "경기도 *** *** (*** *-*)"],
  ["ADDRESS", "12 Main Street", "** **** ******"],
  ["IDENTIFIER", "+821012345678", "***********78"],
  ["IDENTIFIER", "minjun", "****un"],
  ["IDENTIFIER", "1234", "****"],
])("%s makes of %j the text %j", (name, text, expected) => {
  expect(masks[name](text)).toBe(expected);
});
