import { describe, expect, test } from "vitest";
import { isVisible } from "./is-visible.js";

describe("a transaction", () => {
  test.each([
    ["that ended before the snapshot", "100:105:101,103", 99, true],
    ["that ended between others that run", "100:105:101,103", 102, true],
    ["that still runs", "100:105:101,103", 103, false],
    ["that began after the snapshot", "100:105:101,103", 105, false],
    ["of a snapshot in which nothing runs", "105:105:", 104, true],
    // Numbers come round after 2^32; the log's signed number is the lower half.
    ["from before the numbers came round", "4294967299:4294967299:", -1, true],
    ["from after the numbers came round, that runs", "4294967296:4294967299:4294967297", 1, false],
    ["with a number that is negative in the log", "4294967290:4294967295:4294967293", -3, false],
  ])("%s", (_, snapshot, xid, expected) => {
    expect(isVisible(snapshot, xid)).toBe(expected);
  });

  test("cannot be judged by something else", () => {
    expect(() => isVisible("", 1)).toThrow("malformed");
  });
});
