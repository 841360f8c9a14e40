import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  evaluateActivity,
  isPersonal,
  toChanceOfMore,
  toMedian,
  type AccountActivity,
} from "./access-review.js";

const account = (actor: string, more: Partial<AccountActivity> = {}): AccountActivity => ({
  actor,
  roles: ["AGENT"],
  entries: 100,
  persons: 80,
  offHours: 0,
  denied: 0,
  handedOut: 0,
  busiestHour: { persons: 12, from: "2026-10-05T01:00:00Z" },
  earlierMonths: [90, 110, 100],
  ownName: null,
  ...more,
});
const others = ["a", "b", "c"].map((actor) => account(actor));
const reasonsOf = (more: Partial<AccountActivity>) =>
  evaluateActivity([...others, account("kim", more)]).map(({ actor, reason, count, usual }) => [
    actor,
    reason,
    count,
    usual,
  ]);

describe("the review of a month", () => {
  test("finds nothing in a month like the others", () => {
    expect(reasonsOf({})).toEqual([]);
  });

  test.each<[string, Partial<AccountActivity>, unknown[][]]>([
    ["more than three times its own months", { entries: 301 }, [["VOLUME_OWN", 301, 100]]],
    ["more than five times its role", { entries: 600, earlierMonths: [500] }, [["VOLUME_ROLE", 600, 100]]],
    ["nothing in a few entries", { entries: 49, earlierMonths: [1] }, []],
    ["nothing to compare a new account with but its role", { entries: 400, earlierMonths: [] }, []],
    ["off hours", { offHours: 10 }, [["OFF_HOURS", 10, 10]]],
    ["many persons within an hour", { busiestHour: { persons: 50, from: "x" } }, [["BULK", 50, 50]]],
    ["each export and erasure", { handedOut: 1 }, [["HANDED_OUT", 1, null]]],
    ["denied attempts", { denied: 5 }, [["DENIED", 5, 5]]],
    ["its own rare name", { ownName: { persons: 4, of: 80, shareOfName: 0.005 } }, [["OWN_NAME", 4, 0.4]]],
    ["nothing in a common name", { ownName: { persons: 17, of: 80, shareOfName: 0.21 } }, []],
    ["no person of its name", { ownName: { persons: 0, of: 80, shareOfName: 0.005 } }, []],
  ])("finds %s", (_, more, expected) => {
    expect(reasonsOf(more)).toEqual(expected.map((finding) => ["kim", ...finding]));
  });

  test("knows no off hours of websites and systems", () => {
    const night = { offHours: 999, busiestHour: { persons: 999, from: "x" } };
    for (const roles of [["FRONTEND"], ["INTERNAL_APP"]]) {
      expect(evaluateActivity([account("app", { ...night, roles })])).toEqual([]);
    }
    expect(isPersonal({ actor: "system:expiry", roles: ["ADMIN"] })).toBe(false);
    expect(isPersonal({ actor: "kim", roles: ["INTERNAL_APP", "ADMIN"] })).toBe(true);
  });
});

test("a median lies in the middle, whatever the order", () => {
  expect([toMedian([]), toMedian([3]), toMedian([4, 1]), toMedian([9, 1, 2])]).toEqual([0, 3, 2.5, 2]);
});

test("a chance is one for nobody, falls with every person more, and is that of the binomial distribution", () => {
  expect(toChanceOfMore({ persons: 2, of: 3, shareOfName: 0.5 })).toBeCloseTo(0.5);
  expect(toChanceOfMore({ persons: 1, of: 10, shareOfName: 0.1 })).toBeCloseTo(1 - 0.9 ** 10);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50_000 }),
      fc.double({ min: 0.0001, max: 0.9, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (of, shareOfName, part) => {
        const persons = Math.floor(part * of);
        const chance = toChanceOfMore({ persons, of, shareOfName });
        expect(chance).toBeGreaterThanOrEqual(0);
        expect(chance).toBeLessThanOrEqual(1);
        expect(toChanceOfMore({ persons: persons + 1, of: of + 1, shareOfName })).toBeLessThanOrEqual(
          chance + 1e-6,
        );
      },
    ),
    { numRuns: 50 },
  );
});
