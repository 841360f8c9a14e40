import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitResponseCurve, isTiring, toFalling } from "./response-curve.js";

describe("the response curve", () => {
  const point = fc.record({
    value: fc.double({ min: 0, max: 1, noNaN: true }),
    weight: fc.integer({ min: 1, max: 1_000 }),
  });

  test("never rises, keeps the mean, and leaves alone what falls already", () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 12 }), (points) => {
        const fitted = toFalling(points);
        expect(fitted.every((value, at) => at === 0 || value <= fitted[at - 1]! + 1e-12)).toBe(true);
        const mean = (values: readonly number[]) =>
          values.reduce((sum, value, at) => sum + value * points[at]!.weight, 0);
        expect(mean(fitted)).toBeCloseTo(mean(points.map(({ value }) => value)), 6);
        const falling = points.toSorted((left, right) => right.value - left.value);
        expect(toFalling(falling)).toEqual(falling.map(({ value }) => value));
      }),
    );
  });

  test("of the published history says that a fourth call is worth nothing more, and a ninth less still", () => {
    const curve = fitResponseCurve([])("CALL");
    expect(curve.map((value) => Number(value.toFixed(3)))).toEqual([
      0.057, 0.051, 0.041, 0.033, 0.021, 0.02, 0.014, 0.012, 0.012, 0.01,
    ]);
    expect([0, 1, 2, 3, 8, 99].map((attempts) => isTiring(curve, attempts))).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  test("follows what an own history of that channel says, the more of it there is", () => {
    const own = (contacted: number) =>
      [1, 2, 3, 4, 5].map((attempt) => ({
        channel: "CALL" as const,
        attempt,
        contacted,
        accepted: Math.round(contacted * 0.2),
      }));
    expect(isTiring(fitResponseCurve([])("CALL"), 3)).toBe(true);
    expect(isTiring(fitResponseCurve(own(20_000))("CALL"), 3)).toBe(false);
    expect(isTiring(fitResponseCurve(own(20_000))("CALL"), 5)).toBe(true);
    expect(isTiring(fitResponseCurve(own(20_000))("SMS"), 3)).toBe(true);
  });
});
