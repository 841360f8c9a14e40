import { describe, expect, test } from "vitest";
import { parseRecord } from "./parse-record.js";

const csv = { separator: ",", quote: '"' };

describe("CSV records", () => {
  test.each([
    ["a,b,c", ["a", "b", "c"]],
    ['"a","b, c",""', ["a", "b, c", ""]],
    ['"say ""hi""",x', ['say "hi"', "x"]],
    ["a,,", ["a", "", ""]],
    ['"a",', ["a", ""]],
    ['"two\nlines",x', ["two\nlines", "x"]],
  ])("%s", (text, fields) => {
    expect(parseRecord(text, csv)).toEqual({ kind: "fields", fields });
  });

  test("a quote that does not close says in which field", () => {
    expect(parseRecord('1,"abc', csv)).toEqual({
      kind: "open",
      reason: "the quote of field 2 is not closed",
    });
  });

  test.each(['1,"a"b,2', '1,a"b,2'])("%s is broken", (text) => {
    expect(parseRecord(text, csv).kind).toBe("broken");
  });

  test("an escape of its own may stand before quotes and before itself", () => {
    expect(parseRecord(String.raw`"a\"b\\";"c\d"`, { separator: ";", quote: '"', escape: "\\" })).toEqual({
      kind: "fields",
      fields: ['a"b\\', String.raw`c\d`],
    });
  });

  test("without a quote every sign is text", () => {
    expect(parseRecord('5"|x', { separator: "|", quote: null })).toEqual({
      kind: "fields",
      fields: ['5"', "x"],
    });
  });
});
