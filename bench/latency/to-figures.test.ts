import { describe, expect, it } from "vitest";
import type { LiveResult } from "./live-order.js";
import { toFigures } from "./to-figures.js";

const toResult = (latenciesMs: readonly number[]): LiveResult => ({
  events: latenciesMs.length + 1,
  lost: 1,
  repeated: 0,
  latenciesMs,
  sinceDueMs: latenciesMs.map((latency) => latency + 10),
});
const upTo = (count: number, times: number) => Array.from({ length: count }, (_, at) => (at + 1) * times);

describe("the figures of latency", () => {
  it("are those of the median round, with the spread of all", () => {
    const figures = toFigures([toResult(upTo(100, 3)), toResult(upTo(100, 1)), toResult(upTo(100, 2))]);
    expect(figures).toEqual({
      p50Ms: 102,
      p99Ms: 200,
      spread: { p50Ms: [51, 153], p99Ms: [100, 300] },
      sinceDue: { p50Ms: 112, p99Ms: 210 },
      events: 303,
      lost: 3,
      repeated: 0,
    });
  });
});
