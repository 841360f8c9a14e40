import { describe, expect, test } from "vitest";
import { compareInstants, findInstant, fromPostgresText, shiftInstant } from "./instant.js";

describe("instants", () => {
  test("compare by time, however many fraction digits they are written with", () => {
    expect(compareInstants("2026-11-20T09:00:00.5Z", "2026-11-20T09:00:00.500Z")).toBe(0);
    expect(compareInstants("2026-11-20T09:00:00Z", "2026-11-20T09:00:00.000Z")).toBe(0);
    expect(compareInstants("2026-11-20T09:00:00Z", "2026-11-20T09:00:00.000001Z")).toBe(-1);
    expect(compareInstants("2026-11-20T09:00:01Z", "2026-11-20T09:00:00.999999Z")).toBe(1);
  });

  test("keep their microseconds when shifted", () => {
    expect(shiftInstant("2026-11-20T09:00:00.123456Z", -24 * 3_600_000)).toBe("2026-11-19T09:00:00.123456Z");
    expect(shiftInstant("2026-12-31T23:59:59Z", 1000)).toBe("2027-01-01T00:00:00.000Z");
    expect(shiftInstant("2026-11-20T09:00:00.5Z", 0)).toBe("2026-11-20T09:00:00.500Z");
  });

  test("are read from any offset into UTC", () => {
    expect(findInstant("2026-11-20T18:00:00.123456+09:00")).toBe("2026-11-20T09:00:00.123456Z");
    expect(findInstant("2026-02-30T00:00:00Z")).toBeUndefined();
    expect(findInstant("yesterday")).toBeUndefined();
  });

  test("are read from PostgreSQL's text", () => {
    expect(fromPostgresText("2026-11-23 01:02:03.4+00")).toBe("2026-11-23T01:02:03.4Z");
  });
});
