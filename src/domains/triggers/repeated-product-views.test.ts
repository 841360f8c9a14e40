import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shiftInstant } from "../../shared/instant.js";
import {
  decideRepeatedViews,
  findProductView,
  repeatedProductViewsRule,
  type RepeatedViewsInput,
  type SeenEvent,
} from "./repeated-product-views.js";
import type { Trigger } from "./trigger.js";

const start = "2026-11-20T00:00:00.000Z";
const hour = 3_600_000;
const seen = (recordId: string, hours: number): SeenEvent => ({
  recordId,
  occurredAt: shiftInstant(start, Math.round(hours * hour)),
});

function decide(views: readonly SeenEvent[], more: Partial<RepeatedViewsInput> = {}) {
  const event = views.at(-1)!;
  return decideRepeatedViews({
    customerId: "11111111-1111-5111-8111-111111111111",
    product: "적금",
    event,
    views,
    applications: [],
    latest: undefined,
    locale: null,
    ...more,
  });
}

function raised(views: readonly SeenEvent[], more: Partial<RepeatedViewsInput> = {}): Trigger {
  const decision = decide(views, more);
  if (!decision.isRaised) throw new Error(decision.reason);
  return decision.trigger;
}

const three = [seen("a", 0), seen("b", 10), seen("c", 24)];

describe("repeated product views", () => {
  test("raise a trigger with the third view within 24 hours, at the time of that view", () => {
    expect(raised(three)).toMatchObject({
      rule: repeatedProductViewsRule,
      subject: "적금",
      status: "RAISED",
      evidence: ["web_a", "web_b", "web_c"],
      raisedAt: "2026-11-21T00:00:00.000Z",
      expiresAt: "2026-11-22T00:00:00.000Z",
      title: "적금 3회 조회, 신청 없음",
    });
  });

  test("raise nothing with two views, nor with a first view older than 24 hours", () => {
    expect(decide(three.slice(0, 2))).toEqual({ isRaised: false, reason: "TOO_FEW_VIEWS" });
    expect(decide([seen("a", -0.001), ...three.slice(1)])).toEqual({
      isRaised: false,
      reason: "TOO_FEW_VIEWS",
    });
  });

  test("count one view read twice as one view", () => {
    const view = seen("a", 0);
    expect(decide([view, seen("b", 1), view])).toEqual({ isRaised: false, reason: "TOO_FEW_VIEWS" });
  });

  test("count the view itself when its source does not show it yet", () => {
    expect(decide(three, { views: three.slice(0, 2) }).isRaised).toBe(true);
  });

  test("raise nothing when an application was started in that time, but one before it does not matter", () => {
    expect(decide(three, { applications: [seen("s", 5)] })).toEqual({
      isRaised: false,
      reason: "APPLICATION_IN_WINDOW",
    });
    expect(decide(three, { applications: [seen("s", -1)] }).isRaised).toBe(true);
    expect(decide(three, { applications: [seen("s", 25)] }).isRaised).toBe(true);
  });

  test("are silent for 24 hours after a trigger, whatever became of it", () => {
    const latest = raised(three);
    const later = [...three, seen("d", 25), seen("e", 47.9)];
    for (const status of ["RAISED", "CLAIMED", "RESOLVED", "DISMISSED", "SUPPRESSED"] as const) {
      expect(decide(later, { latest: { ...latest, status } })).toEqual({
        isRaised: false,
        reason: "ALREADY_RAISED",
      });
    }
    const again = raised([...later, seen("f", 48)], { latest });
    expect(again.raisedAt).toBe("2026-11-22T00:00:00.000Z");
    expect(again.id).not.toBe(latest.id);
  });

  test("are not raised again by a view that is delivered again", () => {
    const latest = raised(three);
    for (const event of three) {
      expect(decide(three, { event, latest })).toEqual({ isRaised: false, reason: "ALREADY_RAISED" });
    }
  });

  test("are raised when the view between two others arrives last", () => {
    const [a, b, c] = three as [SeenEvent, SeenEvent, SeenEvent];
    expect(decide([a, c])).toMatchObject({ isRaised: false });
    expect(decide([a, c], { event: b })).toMatchObject({
      isRaised: true,
      trigger: { raisedAt: c.occurredAt },
    });
  });

  test("speak English to who reads English, and Korean to everyone else", () => {
    expect(raised(three, { locale: "en-GB" }).title).toBe("적금: viewed 3 times, no application");
    expect(raised(three, { locale: "en-GB" }).explanation).toMatch(/within 24 hours/);
    expect(raised(three, { locale: "ko-KR" }).explanation).toMatch(/24시간/);
    expect(raised(three, { locale: "eno" }).explanation).toMatch(/24시간/);
  });
});

describe("over any history, read in order", () => {
  const anyHours = fc.uniqueArray(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 30 });
  const anyApplications = fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 3 });

  function replay(views: readonly SeenEvent[], applications: readonly SeenEvent[], isSourceAhead: boolean) {
    const triggers: Trigger[] = [];
    for (const [index, event] of views.entries()) {
      const known = isSourceAhead ? views : views.slice(0, index + 1);
      const decision = decide(known, { event, applications, latest: triggers.at(-1) });
      if (decision.isRaised) triggers.push(decision.trigger);
    }
    return triggers;
  }

  test("the triggers are the same whether the source already shows later views or not", () => {
    fc.assert(
      fc.property(anyHours, anyApplications, (hours, applied) => {
        const views = hours.toSorted((a, b) => a - b).map((at, index) => seen(`v${String(index)}`, at / 10));
        const applications = applied.map((at, index) => seen(`s${String(index)}`, at / 10));
        const inOrder = replay(views, applications, false);
        expect(replay(views, applications, true)).toEqual(inOrder);
        expect(new Set(inOrder.map((trigger) => trigger.id)).size).toBe(inOrder.length);
        for (const [index, next] of inOrder.slice(1).entries()) {
          const silence = Date.parse(next.raisedAt) - Date.parse(inOrder[index]!.raisedAt);
          expect(silence).toBeGreaterThanOrEqual(24 * hour);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("a product view", () => {
  const view = { recordId: "1", type: "TRACK", name: "Product Viewed", occurredAt: start, product: "적금" };

  test("is known by its name and product, whatever its type", () => {
    expect(findProductView(view)).toMatchObject({ recordId: "1", product: "적금" });
    expect(findProductView({ ...view, type: "SCREEN" })).toBeDefined();
  });

  test.each([
    ["another name", { ...view, name: "Product Clicked" }],
    ["no product", { ...view, product: null }],
    ["no record at all", null],
  ])("is not one with %s", (_, record) => {
    expect(findProductView(record)).toBeUndefined();
  });
});
