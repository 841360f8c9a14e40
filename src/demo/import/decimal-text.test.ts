import { describe, expect, test } from "vitest";
import { buildDecimalReader } from "./decimal-text.js";

describe("amounts", () => {
  test.each([
    [".", undefined, "700.00", "700.00"],
    [",", ".", "1.234.567,89", "1234567.89"],
    [",", " ", "1\u00a0234,5", "1234.5"],
    [".", ",", "-1,234", "-1234"],
    [".", undefined, "12.50-", "-12.50"],
    [".", undefined, "(3)", "-3"],
    [".", undefined, "-0.00", "0.00"],
    [".", undefined, "+007", "7"],
    [".", undefined, ".5", "0.5"],
    [".", undefined, "123456789012345678901234.99", "123456789012345678901234.99"],
  ])("with point %s and group %s, %s is %s", (point, group, text, expected) => {
    expect(buildDecimalReader({ point, group })(text)).toBe(expected);
  });

  test.each(["", "-", ".", "1,5", "1e3", "0x10", "1.2.3", "abc", "1 000"])(
    "%s is no amount with a point",
    (text) => {
      expect(buildDecimalReader({ point: "." })(text)).toBeUndefined();
    },
  );

  test("a point where the mapping says group is refused, and never makes an amount a hundred times as large", () => {
    expect(buildDecimalReader({ point: ",", group: "." })("700.00")).toBeUndefined();
  });
});
