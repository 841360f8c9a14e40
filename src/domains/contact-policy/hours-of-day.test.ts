import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findEndOfHours, isWithinHours, type HoursOfDay } from "./hours-of-day.js";

const minuteMs = 60_000;

function endOf(hours: string, timeZone: string, at: string): string | undefined {
  const [from = "", to = ""] = hours.split("-");
  return findEndOfHours({ from, to }, timeZone, new Date(at))?.toISOString().replace(".000Z", "Z");
}

describe("hours of the day", () => {
  test.each([
    ["22:00-07:00", "Asia/Seoul", "2026-11-23T12:59:59.999Z", false],
    ["22:00-07:00", "Asia/Seoul", "2026-11-23T13:00:00Z", true],
    ["22:00-07:00", "Asia/Seoul", "2026-11-23T21:59:59.999Z", true],
    ["22:00-07:00", "Asia/Seoul", "2026-11-23T22:00:00Z", false],
    ["12:00-13:30", "Asia/Seoul", "2026-11-23T03:00:00Z", true],
    ["12:00-13:30", "Asia/Seoul", "2026-11-23T04:30:00Z", false],
    ["08:00-08:00", "Asia/Seoul", "2026-11-23T04:30:00Z", true],
  ])("%s in %s at %s: %s", (hours, timeZone, at, isWithin) => {
    const [from = "", to = ""] = hours.split("-");
    expect(isWithinHours({ from, to }, timeZone, new Date(at))).toBe(isWithin);
  });

  test.each([
    ["over midnight", "22:00-07:00", "Asia/Seoul", "2026-11-23T13:30:00Z", "2026-11-23T22:00:00Z"],
    ["after midnight", "22:00-07:00", "Asia/Seoul", "2026-11-23T15:30:00Z", "2026-11-23T22:00:00Z"],
    ["within a day", "12:00-13:30", "Europe/Berlin", "2026-11-23T11:10:00Z", "2026-11-23T12:30:00Z"],
    [
      "that end in an hour that the clock skips, when it skips it",
      "22:00-02:30",
      "Europe/Berlin",
      "2026-03-28T22:00:00Z",
      "2026-03-29T01:00:00Z",
    ],
    [
      "over a skipped hour, an hour earlier",
      "22:00-07:00",
      "Europe/Berlin",
      "2026-03-28T22:00:00Z",
      "2026-03-29T05:00:00Z",
    ],
    [
      "that end in an hour that comes twice, at its first time",
      "22:00-02:30",
      "Europe/Berlin",
      "2026-10-24T21:00:00Z",
      "2026-10-25T00:30:00Z",
    ],
    [
      "that begin anew when the hour comes again, at its second time",
      "22:00-02:30",
      "Europe/Berlin",
      "2026-10-25T01:10:00Z",
      "2026-10-25T01:30:00Z",
    ],
    [
      "where the clock goes by half an hour",
      "22:00-02:15",
      "Australia/Lord_Howe",
      "2026-10-03T14:00:00Z",
      "2026-10-03T15:30:00Z",
    ],
    [
      "where a whole day was skipped",
      "22:00-07:00",
      "Pacific/Apia",
      "2011-12-30T09:00:00Z",
      "2011-12-30T17:00:00Z",
    ],
  ])("%s are over in time", (_, hours, timeZone, at, end) => {
    expect(endOf(hours, timeZone, at)).toBe(end);
  });

  test("of the whole day have no end", () => {
    expect(endOf("08:00-08:00", "Europe/Berlin", "2026-03-28T22:00:00Z")).toBeUndefined();
  });

  test("end at the first minute at which the clock shows another time, and not before", () => {
    const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Seoul", "Pacific/Apia"];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        arbitraryTime(),
        arbitraryTime(),
        fc.constantFrom(...changesOfClocks),
        fc.integer({ min: -40 * 60, max: 10 * 60 }),
        (timeZone, from, to, change, minutes) => {
          fc.pre(from !== to);
          const hours: HoursOfDay = { from, to };
          const start = Date.parse(change) + minutes * minuteMs;
          const isQuiet = (time: number) => isWithinHours(hours, timeZone, new Date(time));
          fc.pre(isQuiet(start));
          const end = findEndOfHours(hours, timeZone, new Date(start))?.getTime() ?? Number.NaN;
          expect(isQuiet(end)).toBe(false);
          for (let time = start; time < end; time += minuteMs) expect(isQuiet(time)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** When clocks of the zones above were or will be changed, and one ordinary day. */
const changesOfClocks = [
  "2026-03-29T01:00:00Z",
  "2026-10-25T01:00:00Z",
  "2026-03-08T07:00:00Z",
  "2026-11-01T06:00:00Z",
  "2026-04-04T15:00:00Z",
  "2026-10-03T15:30:00Z",
  "2011-12-30T10:00:00Z",
  "2026-06-15T12:00:00Z",
];

function arbitraryTime(): fc.Arbitrary<string> {
  return fc
    .integer({ min: 0, max: 24 * 60 - 1 })
    .map(
      (minute) =>
        `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`,
    );
}
