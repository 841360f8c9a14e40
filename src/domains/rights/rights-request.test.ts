import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findExtensionFault, isInForce, isOverdue, toDueAt, type RightsRequest } from "./rights-request.js";

const request: RightsRequest = {
  id: "7a0f6f56-7a0e-4a5e-8e0a-0d5a0f3b2c11",
  customerId: "c",
  kind: "ACCESS",
  status: "RECEIVED",
  purposes: [],
  details: null,
  receivedAt: "2026-11-02T03:00:00Z",
  dueAt: toDueAt("2026-11-02T03:00:00Z"),
  extendedUntil: null,
  extensionReason: null,
  resolvedAt: null,
  steps: [],
};

describe("the clock of a rights request", () => {
  it("ends with the tenth day in Korea, the day of receipt not counted", () => {
    // Noon of 2 November in Seoul, then the last second and the first second of a day there.
    expect(toDueAt("2026-11-02T03:00:00Z")).toBe("2026-11-12T14:59:59Z");
    expect(toDueAt("2026-11-02T14:59:59Z")).toBe("2026-11-12T14:59:59Z");
    expect(toDueAt("2026-11-02T15:00:00Z")).toBe("2026-11-13T14:59:59Z");
    expect(toDueAt("2027-02-20T00:00:00Z")).toBe("2027-03-02T14:59:59Z");
  });

  it("leaves between ten and eleven days, whenever the request came", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true }),
        (at) => {
          const left = Date.parse(toDueAt(at.toISOString())) + 1000 - at.getTime();
          expect(left).toBeGreaterThan(10 * 86_400_000);
          expect(left).toBeLessThanOrEqual(11 * 86_400_000);
        },
      ),
    );
  });

  it("tells overdue one millisecond after the deadline, and never of what has ended", () => {
    const deadline = Date.parse(request.dueAt);
    expect(isOverdue(request, new Date(deadline))).toBe(false);
    expect(isOverdue(request, new Date(deadline + 1))).toBe(true);
    expect(isOverdue({ ...request, status: "REFUSED" }, new Date(deadline + 1))).toBe(false);
    expect(isOverdue({ ...request, extendedUntil: "2026-12-01T00:00:00Z" }, new Date(deadline + 1))).toBe(
      false,
    );
  });

  it("is extended once, for access and portability only, and to no later than three months after the receipt", () => {
    expect(findExtensionFault(request, "2026-12-01T00:00:00Z")).toBeUndefined();
    expect(findExtensionFault(request, "2027-01-30T03:00:00Z")).toBeUndefined();
    for (const [change, until] of [
      [{}, "2027-01-30T03:00:00.001Z"],
      [{}, request.dueAt],
      [{ kind: "ERASURE" }, "2026-12-01T00:00:00Z"],
      [{ extendedUntil: "2026-11-20T00:00:00Z" }, "2026-12-01T00:00:00Z"],
    ] as const) {
      expect(findExtensionFault({ ...request, ...change }, until)).toEqual(expect.any(String));
    }
  });

  it("knows which restriction holds: asked for or granted, until it is refused, taken back or lifted", () => {
    const restriction = { ...request, kind: "RESTRICTION" } as const;
    const lifted = { action: "LIFTED", actor: "a", at: request.receivedAt, note: null } as const;
    expect(isInForce({ ...restriction, status: "IN_PROGRESS" })).toBe(true);
    expect(isInForce({ ...restriction, status: "FULFILLED" })).toBe(true);
    expect(isInForce({ ...restriction, status: "FULFILLED", steps: [lifted] })).toBe(false);
    expect(isInForce({ ...restriction, status: "REFUSED" })).toBe(false);
    expect(isInForce({ ...request, status: "IN_PROGRESS" })).toBe(false);
  });
});
