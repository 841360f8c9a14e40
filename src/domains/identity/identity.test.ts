import fc from "fast-check";
import { parsePhoneNumberFromString } from "libphonenumber-js";
import { expect, test } from "vitest";
import { findPhoneE164 } from "./identity.js";

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((list) => list.join(""));

test("Korean mobile numbers, read at a glance, are what the library reads", () => {
  const number = fc
    .tuple(
      fc.constantFrom("0", "1", "6", "7", "8", "9"),
      fc.constantFrom(3, 4),
      fc.constantFrom("", "-"),
      fc.constantFrom("", "-"),
    )
    .chain(([carrier, length, first, second]) =>
      fc
        .tuple(digits(length), digits(4))
        .map(([middle, end]) => `01${carrier}${first}${middle}${second}${end}`),
    );
  fc.assert(
    fc.property(number, (text) => {
      const parsed = parsePhoneNumberFromString(text, "KR");
      expect(findPhoneE164(text)).toBe(parsed?.isPossible() === true ? parsed.number : undefined);
    }),
    { numRuns: 2_000 },
  );
});

test.each(["02-312-4567", "+82 10 1234 5678", "0082 10-1234-5678", "010 1234 5678", "1588-1234"])(
  "%s is left to the library",
  (text) => {
    expect(findPhoneE164(text)).toMatch(/^\+82\d+$/);
  },
);
