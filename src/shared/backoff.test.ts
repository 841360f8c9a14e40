import fc from "fast-check";
import { expect, test } from "vitest";
import { timerPause, toBackoffMs } from "./backoff.js";

const limits = { minMs: 500, maxMs: 30_000 };

test("a wait doubles with every failure up to its limit", () => {
  const waits = [1, 2, 3, 7, 50].map((failures) => toBackoffMs(failures, limits, () => 0.999999));
  expect(waits).toEqual([500, 1000, 2000, 30_000, 30_000]);
});

test("a wait lies between half of its ceiling and its ceiling", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (failures, r) => {
        const ceiling = toBackoffMs(failures, limits, () => 0.9999999);
        const wait = toBackoffMs(failures, limits, () => r);
        expect(wait).toBeGreaterThanOrEqual(Math.floor(ceiling / 2));
        expect(wait).toBeLessThanOrEqual(ceiling);
      },
    ),
  );
});

test("an aborted wait ends at once", async () => {
  const stop = new AbortController();
  const waited = timerPause(3_600_000, stop.signal);
  stop.abort();
  await expect(waited).resolves.toBeUndefined();
});
