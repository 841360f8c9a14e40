import { describe, expect, test } from "vitest";
import {
  compareInstants,
  findInstant,
  fromPostgresText,
  nextInstant,
  shiftInstant,
  toShortInstant,
} from "./instant.js";

describe("instants", () => {
  test("compare by time, however many fraction digits they are written with", () => {
    expect(compareInstants("2026-11-20T09:00:00.5Z", "2026-11-20T09:00:00.500Z")).toBe(0);
    expect(compareInstants("2026-11-20T09:00:00Z", "2026-11-20T09:00:00.000Z")).toBe(0);
    expect(compareInstants("2026-11-20T09:00:00Z", "2026-11-20T09:00:00.000001Z")).toBe(-1);
    expect(compareInstants("2026-11-20T09:00:01Z", "2026-11-20T09:00:00.999999Z")).toBe(1);
  });

  test("lose the zeros at the end of their fraction, as PostgreSQL writes them", () => {
    expect(toShortInstant("2026-11-20T09:00:30.000Z")).toBe("2026-11-20T09:00:30Z");
    expect(toShortInstant("2026-11-20T09:00:00.500000Z")).toBe("2026-11-20T09:00:00.5Z");
    expect(toShortInstant("2026-11-20T09:00:00.100001Z")).toBe("2026-11-20T09:00:00.100001Z");
    expect(toShortInstant("2026-11-20T09:00:00Z")).toBe("2026-11-20T09:00:00Z");
  });

  test("are followed by the next microsecond", () => {
    expect(nextInstant("2026-11-20T09:00:00Z")).toBe("2026-11-20T09:00:00.000001Z");
    expect(nextInstant("2026-11-20T09:00:00.5Z")).toBe("2026-11-20T09:00:00.500001Z");
    expect(nextInstant("2026-12-31T23:59:59.999999Z")).toBe("2027-01-01T00:00:00.000000Z");
  });

  test("keep their microseconds when shifted", () => {
    expect(shiftInstant("2026-11-20T09:00:00.123456Z", -24 * 3_600_000)).toBe("2026-11-19T09:00:00.123456Z");
    expect(shiftInstant("2026-12-31T23:59:59Z", 1000)).toBe("2027-01-01T00:00:00.000Z");
    expect(shiftInstant("2026-11-20T09:00:00.5Z", 0)).toBe("2026-11-20T09:00:00.500Z");
  });

  test("are read from any offset into UTC", () => {
    expect(findInstant("2026-11-20T18:00:00.123456+09:00")).toBe("2026-11-20T09:00:00.123456Z");
    expect(findInstant("2026-02-30T00:00:00Z")).toBeUndefined();
    expect(findInstant("2026-02-29T00:00:00.000Z")).toBeUndefined();
    expect(findInstant("2026-11-20T09:00:00.123Z")).toBe("2026-11-20T09:00:00.123Z");
    expect(findInstant("yesterday")).toBeUndefined();
  });

  test("lie in the years 1 to 9999, in UTC, because RFC 3339 writes and PostgreSQL reads no others", () => {
    expect(findInstant("0001-01-01T00:00:00Z")).toBe("0001-01-01T00:00:00.000Z");
    expect(findInstant("9999-12-31T23:59:59.999999Z")).toBe("9999-12-31T23:59:59.999999Z");
    expect(findInstant("0000-06-01T00:00:00Z")).toBeUndefined();
    expect(findInstant("0001-01-01T00:00:00+14:00")).toBeUndefined();
    expect(findInstant("9999-12-31T23:59:59-14:00")).toBeUndefined();
  });

  test("are read from PostgreSQL's text", () => {
    expect(fromPostgresText("2026-11-23 01:02:03.4+00")).toBe("2026-11-23T01:02:03.4Z");
  });
});
