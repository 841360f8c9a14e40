import { expect, test } from "vitest";
import { day, koreanMidnight, koreanTime, listMonths, toDayText, toPeriod, toTimestamp } from "./calendar.js";

const period = toPeriod(new Date("2026-11-23T04:05:06.789Z"));

test("a period is 365 days long and touches thirteen months", () => {
  expect(period.until - period.from).toBe(365 * day);
  const months = listMonths(period);
  expect(months).toHaveLength(13);
  expect(months[0]).toEqual({ year: 2025, month: 11, days: 30 });
  expect(months[3]).toEqual({ year: 2026, month: 2, days: 28 });
  expect(months.at(-1)).toEqual({ year: 2026, month: 11, days: 30 });
});

test("times keep all six digits of a second", () => {
  expect(toTimestamp(period.until + 12)).toBe("2026-11-23T04:05:06.789012Z");
});

test("a day begins at midnight in Korea", () => {
  expect(toTimestamp(koreanTime(2026, 3, 1))).toBe("2026-02-28T15:00:00.000000Z");
  expect(koreanMidnight(koreanTime(2026, 3, 1) + day - 1)).toBe(koreanTime(2026, 3, 1));
  expect(toDayText(koreanTime(2026, 3, 1))).toBe("20260301");
});
