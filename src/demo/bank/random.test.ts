import { expect, test } from "vitest";
import { Random } from "./random.js";

test("the same seed draws the same, another seed something else", () => {
  const draw = (seed: string) => {
    const random = new Random(seed);
    return Array.from({ length: 50 }, () => random.integer(0, 1_000));
  };
  expect(draw("1:web:7")).toEqual(draw("1:web:7"));
  expect(draw("1:web:7")).not.toEqual(draw("1:web:8"));
});

test("similar seeds begin far apart", () => {
  const firsts = Array.from({ length: 2_000 }, (_, index) => new Random(`1:web:${String(index)}`).next());
  const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
  expect(mean).toBeGreaterThan(0.47);
  expect(mean).toBeLessThan(0.53);
  expect(new Set(firsts).size).toBeGreaterThan(1_990);
});

test("weights are proportions, and a weight of nothing is never drawn", () => {
  const random = new Random("weights");
  const drawn = Array.from({ length: 4_000 }, () =>
    random.weighted([
      ["a", 3],
      ["b", 1],
      ["c", 0],
    ]),
  );
  const share = drawn.filter((name) => name === "a").length / drawn.length;
  expect(share).toBeGreaterThan(0.71);
  expect(share).toBeLessThan(0.79);
  expect(drawn).not.toContain("c");
});
