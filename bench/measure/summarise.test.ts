import { describe, expect, it } from "vitest";
import type { Stretch } from "./measure-contender.js";
import { summarise } from "./summarise.js";

function stretch(requests: number, cpuMs: number): Stretch {
  return {
    requests,
    errors: 1,
    seconds: 2,
    bytes: requests * 100,
    p50Ms: 1,
    p99Ms: 9,
    serverCpuMs: cpuMs / 2,
    databaseCpuMs: cpuMs / 2,
    statements: requests * 3,
    residentMb: 100 + requests / 10,
  };
}

describe("rounds put together", () => {
  const limit = [stretch(1_000, 500), stretch(500, 250), stretch(2_000, 1_000)];

  it("are told as a share of the limit in the same round, with the least and the most", () => {
    const summary = summarise([stretch(500, 500), stretch(100, 100), stretch(1_500, 1_500)], limit);
    expect(summary).toMatchObject({ ratio: 0.5, ratioMin: 0.2, ratioMax: 0.75, rounds: 3, errors: 3 });
    expect(summary).toMatchObject({ cpuRatio: 0.5, cpuMsPerRequest: 1, databaseCpuMsPerRequest: 0.5 });
    expect(summary).toMatchObject({ statementsPerRequest: 3, bytesPerRequest: 100, residentMb: 250 });
  });

  it("make the limit its own measure", () => {
    expect(summarise(limit, limit)).toMatchObject({
      ratio: 1,
      ratioMin: 1,
      ratioMax: 1,
      cpuRatio: 1,
      requestsPerSecond: 500,
    });
  });
});
