import fc from "fast-check";
import { expect, it } from "vitest";
import { toNfc } from "./to-nfc.js";

it("is the platform's NFC for every text", () => {
  const unit = fc.oneof(
    fc.string({ unit: "binary", maxLength: 3 }),
    fc.constantFrom("e", "한", "가", "\u0301", "\u1161", "\u11a8", "漢", "\u212b", "\uf900"),
  );
  fc.assert(
    fc.property(fc.array(unit), (parts) => {
      const text = parts.join("");
      expect(toNfc(text)).toBe(text.normalize("NFC"));
    }),
  );
});

it("asks about every character that NFC writes in another way", () => {
  for (let code = 0; code < 0x1_0000; code += 1) {
    const text = String.fromCharCode(code);
    expect(toNfc(text)).toBe(text.normalize("NFC"));
  }
});
