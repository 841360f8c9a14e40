// No regression: a minute's measurement against what was recorded. It runs after all other tests, which would be noise to it.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findRegressions, type GuardReport } from "./guard.js";

describe("what ours costs", () => {
  test("has not become more than the recorded ratios allow", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "customer-360-guard-"));
    try {
      const args = ["bin/launch.mjs", "bench/main.ts", "guard", "--json"];
      const child = spawn(process.execPath, args, {
        env: { ...process.env, DATA_DIR: dataDir },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const texts = { output: "", errors: "" };
      child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.output += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.errors += text));
      const code = await new Promise<number>((resolve) => child.on("close", (end) => resolve(end ?? -1)));
      expect(texts.output, texts.errors).not.toBe("");
      const { recorded, measured, regressions } = JSON.parse(texts.output) as GuardReport;
      process.stdout.write(
        `CPU ratios: measured ${JSON.stringify(measured)}, recorded ${JSON.stringify(recorded)}\n`,
      );
      expect(Object.keys(measured)).toEqual(["q1", "q2", "q3"]);
      expect(regressions).toEqual([]);
      expect(code, texts.errors).toBe(0);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 480_000);

  test.each([
    ["as dear as recorded", { q1: 1, q2: 0.8, q3: 0.5 }, []],
    ["a little dearer, which may be noise", { q1: 0.81, q2: 0.65, q3: 0.41 }, []],
    ["dearer in one workload", { q1: 1, q2: 0.63, q3: 0.5 }, ["q2"]],
    ["not measured in one workload", { q1: 1, q2: 0.8 }, ["q3"]],
  ])("is compared workload by workload: %s", (_, measured, wanted) => {
    const found = findRegressions({ q1: 1, q2: 0.8, q3: 0.5 }, measured);
    expect(found.map(({ workload }) => workload)).toEqual(wanted);
  });
});
