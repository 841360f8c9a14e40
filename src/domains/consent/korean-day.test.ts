import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { startOfKoreanDay } from "./korean-day.js";

describe("the beginning of a Korean day", () => {
  test.each([
    // 23:59:59 in Seoul belongs to the day before, midnight to the new one.
    ["2026-11-22T14:59:59.999Z", { days: 15 }, "2026-12-06T15:00:00Z"],
    ["2026-11-22T15:00:00Z", { days: 15 }, "2026-12-07T15:00:00Z"],
    ["2026-11-23T01:02:03Z", { years: 2 }, "2028-11-22T15:00:00Z"],
    ["2026-12-31T15:00:00Z", { years: 2 }, "2028-12-31T15:00:00Z"],
    ["2028-02-28T15:00:00Z", { years: 2 }, "2030-02-27T15:00:00Z"],
    ["2028-02-28T15:00:00Z", { years: 4 }, "2032-02-28T15:00:00Z"],
  ])("of %s and %o later is %s", (instant, after, expected) => {
    expect(startOfKoreanDay(instant, after)).toBe(expected);
  });

  test("is midnight in Seoul, and that many days later", () => {
    const instants = fc.date({
      min: new Date("1990-01-01"),
      max: new Date("2100-01-01"),
      noInvalidDate: true,
    });
    const inSeoul = new Intl.DateTimeFormat("sv", {
      timeZone: "Asia/Seoul",
      dateStyle: "short",
      timeStyle: "medium",
    });
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 800 }), (date, days) => {
        const start = new Date(startOfKoreanDay(date.toISOString(), { days }));
        expect(inSeoul.format(start)).toMatch(/00:00:00$/);
        const before = new Date(startOfKoreanDay(date.toISOString(), {}));
        expect(before.getTime()).toBeLessThanOrEqual(date.getTime());
        expect(start.getTime() - before.getTime()).toBe(days * 86_400_000);
      }),
    );
  });
});
