import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDifference, toCanonical } from "./canonical-answer.js";

describe("answers in one spelling", () => {
  it("are equal whatever the order of members, the spelling of an instant and the form of a cursor", () => {
    const left = { at: "2026-11-01T00:00:00.1Z", page: { endCursor: "abc", hasNextPage: true } };
    const right = { page: { hasNextPage: true, endCursor: "xyz" }, at: "2026-11-01T09:00:00.100+09:00" };
    expect(findDifference(toCanonical(left), toCanonical(right))).toBeUndefined();
  });

  it.each([
    [{ a: [1, 2] }, { a: [1] }, "data.a has 2 items, not 1"],
    [{ a: { b: null } }, { a: {} }, "data.a.b is null, not absent"],
    [{ a: [{ b: "1" }] }, { a: [{ b: 1 }] }, 'data.a[0].b is "1", not 1'],
    [{ endCursor: null }, { endCursor: "abc" }, 'data.endCursor is null, not "a cursor"'],
    [{ a: "2026-11-01T00:00:00Z" }, { a: "2026-11-01T00:00:01Z" }, "data.a is"],
  ])("differ where they differ: %j and %j", (left, right, sentence) => {
    expect(findDifference(toCanonical(left), toCanonical(right))).toContain(sentence);
  });

  it("differ exactly when their values do", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        const isEqual = JSON.stringify(toCanonical(left)) === JSON.stringify(toCanonical(right));
        expect(findDifference(toCanonical(left), toCanonical(right)) === undefined).toBe(isEqual);
        expect(findDifference(toCanonical(left), toCanonical(structuredClone(left)))).toBeUndefined();
      }),
    );
  });
});
