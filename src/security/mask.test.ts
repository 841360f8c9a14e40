import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskIdentifier } from "./mask.js";

describe("masking an identifier", () => {
  it("keeps the last two characters of a longer one", () => {
    expect(maskIdentifier("+821012345678")).toBe("***********78");
    expect(maskIdentifier("minjun")).toBe("****un");
  });

  it("shows nothing of a short one", () => {
    expect(maskIdentifier("1234")).toBe("****");
    expect(maskIdentifier("")).toBe("");
  });

  it("is never longer, and says the same for texts that differ only in what is hidden", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
        expect(Array.from(maskIdentifier(text))).toHaveLength(Array.from(text).length);
        const other = Array.from(text, (character, at) =>
          at < Array.from(text).length - 2 ? "x" : character,
        ).join("");
        expect(maskIdentifier(other)).toBe(maskIdentifier(text));
      }),
    );
  });
});
