import { describe, expect, test } from "vitest";
import { buildDateReader, findFormatMistake, formatDate } from "./date-format.js";

describe("date formats", () => {
  test.each([
    ["yyMMdd", "930101", "1993-01-01"],
    ["yyyy-MM-dd HH:mm:ss", "2024-03-13 10:21:14", "2024-03-13"],
    ["d.M.yyyy", "7.11.1993", "1993-11-07"],
    ["yyyy년 MM월 dd일", "2026년 11월 23일", "2026-11-23"],
    ["yyyy-MM-dd'T'HH:mm:ssXXX", "2026-11-23T09:00:00+09:00", "2026-11-23"],
    ["unix", "0", "1970-01-01"],
  ])("%s reads %s", (format, text, expected) => {
    const date = buildDateReader(format, 1950)(text);
    expect(date && formatDate(date, "yyyy-MM-dd")).toBe(expected);
  });

  test.each(["930230", "931301", "930001", "93011", "9301011", "93-1-1", ""])(
    "%s is no date of yyMMdd",
    (text) => {
      expect(buildDateReader("yyMMdd", 1950)(text)).toBeUndefined();
    },
  );

  test("29 February is a date in leap years only", () => {
    const read = buildDateReader("yyyyMMdd", 1950);
    expect(read("20240229")?.day).toBe(29);
    expect(read("19000229")).toBeUndefined();
  });

  test("two-digit years lie in the hundred years from the given one", () => {
    const read = buildDateReader("yyMMdd", 1950);
    expect([read("500101")?.year, read("991231")?.year, read("000101")?.year, read("491231")?.year]).toEqual([
      1950, 1999, 2000, 2049,
    ]);
  });

  test("half days are told in English and Korean", () => {
    const read = buildDateReader("yyyy-MM-dd a h:mm", 1950);
    expect(read("2026-11-23 오후 3:05")?.hour).toBe(15);
    expect(read("2026-11-23 AM 12:05")?.hour).toBe(0);
    expect(read("2026-11-23 PM 13:05")).toBeUndefined();
  });

  test("fractions of a second keep their six digits", () => {
    expect(buildDateReader("yyyyMMddHHmmssSSS", 1950)("20261123010203004")?.micros).toBe(4000);
  });

  test("a pattern's mistakes are named", () => {
    expect(findFormatMistake("yyMMdd")).toBeUndefined();
    expect(findFormatMistake("yyMM")).toContain("no day");
    expect(findFormatMistake("yyyy-MM-ddTHH:mm")).toContain('"T"');
    expect(findFormatMistake("yyyy-MM-dd hh:mm")).toContain("half of the day");
    expect(findFormatMistake("yyyy MM dd dd")).toContain("twice");
  });
});
