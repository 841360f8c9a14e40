import { describe, expect, it } from "vitest";
import { toSummaryLine, type CountedModule } from "./plain-summary-reporter.js";

type State = "passed" | "failed" | "skipped" | "pending";

const moduleOf = (state: string, ...tests: State[]): CountedModule => ({
  children: { allTests: () => tests.map((each) => ({ result: () => ({ state: each }) })) },
  state: () => state,
});

describe("the sum of a test run", () => {
  it("counts passed, failed and skipped tests over all files", () => {
    const modules = [
      moduleOf("passed", "passed", "passed", "skipped"),
      moduleOf("failed", "failed", "passed"),
    ];
    expect(toSummaryLine(modules, 0)).toBe("Tests: 3 passed, 1 failed, 1 skipped");
  });

  it("counts a file that could not be loaded, and errors outside of tests, as failed", () => {
    expect(toSummaryLine([moduleOf("failed"), moduleOf("passed", "passed")], 2)).toBe(
      "Tests: 1 passed, 3 failed, 0 skipped",
    );
  });
});
