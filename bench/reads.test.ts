// The whole benchmark on a tiny bank: everybody starts, everybody answers the same, everybody is measured.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allContenders } from "./contenders/all-contenders.js";
import type { IngestReport } from "./ingest/run-ingest.js";
import type { LatencyReport } from "./latency.js";
import type { ReadsReport } from "./reads.js";

// Where the peers are not installed (`npm ci --prefix bench`) the others are measured without them.
const hasPeers = existsSync("bench/node_modules/graphql-yoga/package.json");
const withoutPeers = ["limit", "limitFour", "limitBatched", "ours"];
const names = allContenders.map(({ name }) => name).filter((name) => hasPeers || withoutPeers.includes(name));
const timeoutMs = 300_000;

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "customer-360-bench-"));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function runBench(
  ...args: readonly string[]
): Promise<{ code: number; output: string; errors: string }> {
  const child = spawn(process.execPath, ["bin/launch.mjs", "bench/main.ts", ...args], {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { output: "", errors: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.errors += text));
  const code = await new Promise<number>((resolve) => child.on("close", (end) => resolve(end ?? -1)));
  return { code, ...texts };
}

const tiny = ["--customers", "120", "--fast", "--rounds", "1", "--seconds", "0.3", "--compared", "25"];

describe("the benchmark", () => {
  test(
    "compares and measures every contender, and says in JSON what it found",
    async () => {
      const { code, output, errors } = await runBench("reads", "--json", ...tiny, "--only", names.join());
      expect(errors).toContain(`q1: 25 answers of ${String(names.length)} contenders are equal`);
      expect(code, errors).toBe(0);
      const { workloads, machine, dataset } = JSON.parse(output) as ReadsReport;
      expect(dataset).toMatchObject({ customers: 120, webEvents: 4_800, connections: 32, rounds: 1 });
      expect(machine.cores).toBeGreaterThan(0);
      expect(Object.keys(workloads)).toEqual(["q1", "q2", "q3"]);
      expect(Object.keys(workloads["q1"] ?? {})).toEqual(names);
      expect(workloads["q1"]?.["limit"]).toMatchObject({
        ratio: 1,
        cpuRatio: 1,
        errors: 0,
        statementsPerRequest: 1,
      });
      for (const [name, one] of Object.entries(workloads).flatMap(([, all]) => Object.entries(all))) {
        expect(one.requests, name).toBeGreaterThan(0);
        expect(one.requestsPerSecond, name).toBeGreaterThan(0);
        expect(one.p99Ms, name).toBeGreaterThanOrEqual(one.p50Ms);
        expect(one.ratio, name).toBeGreaterThan(0);
        expect(one.residentMb, name).toBeGreaterThan(20);
        expect(one.bytesPerRequest, name).toBeGreaterThan(50);
      }
    },
    timeoutMs,
  );

  test(
    "builds its data once, and answers in a table",
    async () => {
      const { code, output, errors } = await runBench(
        "reads",
        ...tiny,
        "--only",
        "limit",
        "--workloads",
        "q3",
      );
      expect(code, errors).toBe(0);
      expect(errors).not.toContain("Web events");
      expect(output).toMatch(/^120 customers, 32 connections, 1 rounds of 0.3 s/);
      expect(output).toMatch(/^limit +\d+ +1\.00 /m);
    },
    timeoutMs,
  );

  test(
    "measures growth in each direction",
    async () => {
      const sizes = ["--sizes", "120", "--connections", "2", "--lists", "5,400", "--processes", "1"];
      const brief = ["--fast", "--rounds", "1", "--seconds", "0.2", "--compared", "2", "--only", "limit"];
      const { code, output, errors } = await runBench("growth", "--json", ...brief, ...sizes);
      expect(code, errors).toBe(0);
      expect(JSON.parse(output)).toMatchObject({
        customers: { 120: { q1: { limit: { ratio: 1 } } } },
        connections: { 2: { q2: { limit: { ratio: 1 } } } },
        records: { 5: { list5: { limit: { ratio: 1 } } }, 400: { list400: { limit: { ratio: 1 } } } },
        processes: { 1: { q3: { limit: { ratio: 1 } } } },
      });
    },
    timeoutMs,
  );

  test(
    "measures the latency of events by either way, of which each comes once",
    async () => {
      const brief = ["--customers", "120", "--fast", "--rounds", "1", "--seconds", "0.5"];
      const { code, output, errors } = await runBench("latency", "--json", ...brief);
      expect(code, errors).toBe(0);
      const { postgresql, jetstream, reason } = JSON.parse(output) as LatencyReport;
      const ways = jetstream === null ? [postgresql] : [postgresql, jetstream];
      expect(jetstream === null).toBe(reason !== undefined);
      for (const figures of ways) {
        expect(figures).toMatchObject({ events: 250, lost: 0, repeated: 0 });
        expect(figures.p50Ms).toBeGreaterThan(0);
        expect(figures.p99Ms).toBeGreaterThanOrEqual(figures.p50Ms);
      }
    },
    timeoutMs,
  );

  test(
    "measures how many events are taken, as a share of a COPY of the same rows",
    async () => {
      const brief = ["--customers", "120", "--fast", "--rounds", "1", "--seconds", "0.5"];
      const { code, output, errors } = await runBench("ingest", "--json", ...brief);
      expect(code, errors).toBe(0);
      const { copy, ours } = JSON.parse(output) as IngestReport;
      expect(copy.rowsPerSecond).toBeGreaterThan(0);
      expect(ours.rows).toBeGreaterThanOrEqual(100);
      expect(ours.ratio).toBeCloseTo(ours.rowsPerSecond / copy.rowsPerSecond, 2);
      expect(ours.answerMs.p99).toBeGreaterThanOrEqual(ours.answerMs.p50);
    },
    timeoutMs,
  );

  test.runIf(!hasPeers)("says what to run where the peers are not installed", async () => {
    const { code, errors } = await runBench("reads", ...tiny);
    expect(code).toBe(1);
    expect(errors).toContain("npm ci --prefix bench");
  });
});
