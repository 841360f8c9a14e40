import { describe, expect, test } from "vitest";
import { buildDateReader } from "./date-format.js";
import { buildZonedInstant, isTimeZone } from "./zoned-time.js";

function instantOf(timeZone: string, text: string, format = "yyyy-MM-dd HH:mm:ss"): string {
  const local = buildDateReader(format, 1950)(text);
  if (local === undefined) throw new Error(`${text} does not fit ${format}`);
  return buildZonedInstant(timeZone)(local);
}

describe("local times of a zone", () => {
  test.each([
    ["Europe/Prague", "1993-01-01 00:00:00", "1992-12-31T23:00:00Z"],
    ["Europe/Prague", "1993-07-01 00:00:00", "1993-06-30T22:00:00Z"],
    ["Asia/Seoul", "2026-11-23 09:00:00", "2026-11-23T00:00:00Z"],
    ["Asia/Seoul", "1988-07-01 10:00:00", "1988-07-01T00:00:00Z"],
    ["UTC", "2024-03-13 10:21:14", "2024-03-13T10:21:14Z"],
  ])("%s at %s is %s", (timeZone, local, instant) => {
    expect(instantOf(timeZone, local)).toBe(instant);
  });

  test("a time that exists twice is the first of the two", () => {
    expect(instantOf("Europe/Prague", "2026-10-25 02:30:00")).toBe("2026-10-25T00:30:00Z");
  });

  test("a time that was skipped moves forward by the gap", () => {
    expect(instantOf("Europe/Prague", "2026-03-29 02:30:00")).toBe("2026-03-29T01:30:00Z");
  });

  test("the days beside a change of the clock have their own offsets", () => {
    expect(instantOf("Europe/Prague", "2026-03-28 12:00:00")).toBe("2026-03-28T11:00:00Z");
    expect(instantOf("Europe/Prague", "2026-03-29 00:30:00")).toBe("2026-03-28T23:30:00Z");
    expect(instantOf("Europe/Prague", "2026-03-29 12:00:00")).toBe("2026-03-29T10:00:00Z");
  });

  test("every hour of ninety years is what the zone's clock showed", () => {
    const convert = buildZonedInstant("Europe/Prague");
    const clock = new Intl.DateTimeFormat("sv-SE", {
      timeZone: "Europe/Prague",
      dateStyle: "short",
      timeStyle: "medium",
    });
    const wrong: string[] = [];
    // Every 1,001 hours: each hour of the day, and days before, at and behind changes of the clock.
    for (let hour = 0; hour < 90 * 8_766; hour += 1_001) {
      const local = new Date(Date.UTC(1950, 0, 1, hour, 15)).toISOString().slice(0, 19).replace("T", " ");
      const read = buildDateReader("yyyy-MM-dd HH:mm:ss", 1950)(local);
      if (read !== undefined && clock.format(new Date(convert(read))) !== local) wrong.push(local);
    }
    // Skipped hours are the only ones that no clock shows.
    expect(wrong.filter((local) => !/-0[34]-\d\d 02:15:00$/.test(local))).toEqual([]);
  });

  test("an offset in the text wins over the zone", () => {
    expect(instantOf("Asia/Seoul", "2026-11-23T09:00:00-05:00", "yyyy-MM-dd'T'HH:mm:ssXXX")).toBe(
      "2026-11-23T14:00:00Z",
    );
  });

  test("only names of the IANA database are zones", () => {
    expect([isTimeZone("Asia/Seoul"), isTimeZone("Mars/Base")]).toEqual([true, false]);
  });
});
