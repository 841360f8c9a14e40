import { describe, expect, it } from "vitest";
import { findLimitsAt } from "./find-limits-at.js";
import type { RightsRequest, RightsStep } from "./rights-request.js";

const day = (number: number): string => `2026-06-${String(number).padStart(2, "0")}T00:00:00Z`;
const step = (action: RightsStep["action"], number: number): RightsStep => ({
  action,
  actor: "officer",
  at: day(number),
  note: null,
});

function makeRequest(more: Partial<RightsRequest>): RightsRequest {
  return {
    id: "r",
    customerId: "c",
    kind: "OBJECTION",
    status: "FULFILLED",
    purposes: ["MARKETING"],
    details: null,
    receivedAt: day(1),
    dueAt: day(11),
    extendedUntil: null,
    extensionReason: null,
    resolvedAt: null,
    steps: [step("RECORDED", 5)],
    ...more,
  };
}

const free = { restrictedAt: null, objections: [] };

describe("the limits of a person at an earlier time", () => {
  it("begin when a request was recorded, not when it was received, and end when it was taken back", () => {
    const steps = [step("RECORDED", 5), step("FULFILLED", 6), step("WITHDRAWN", 8)];
    const requests = [makeRequest({ steps })];
    const objectionsAt = (number: number) => findLimitsAt(requests, free, day(number)).objections;
    expect([4, 5, 7, 8].map(objectionsAt)).toEqual([[], ["MARKETING"], ["MARKETING"], []]);
  });

  it("end when a request was refused", () => {
    const steps = [step("RECORDED", 5), step("REFUSED", 7)];
    const requests = [makeRequest({ kind: "RESTRICTION", purposes: [], status: "REFUSED", steps })];
    const restrictedAt = (number: number) => findLimitsAt(requests, free, day(number)).restrictedAt;
    expect([4, 6, 7].map(restrictedAt)).toEqual([null, day(5), null]);
  });

  it("are those of today where no request explains them, a restriction from its beginning on", () => {
    const present = { restrictedAt: day(5), objections: ["ANALYTICS" as const] };
    expect(findLimitsAt([], present, day(4))).toEqual({ restrictedAt: null, objections: ["ANALYTICS"] });
    expect(findLimitsAt([], present, day(5))).toEqual(present);
  });

  it("leave out a purpose for which an objection that still holds was withdrawn", () => {
    const requests = [makeRequest({ purposes: ["MARKETING", "ANALYTICS"] })];
    const present = { restrictedAt: null, objections: ["ANALYTICS" as const] };
    expect(findLimitsAt(requests, present, day(6)).objections).toEqual(["ANALYTICS"]);
  });
});
