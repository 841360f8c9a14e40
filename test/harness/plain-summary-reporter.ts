// Prints the sum of a run as one plain line, for people and machines that read logs.
import type { Reporter, SerializedError, TestModule } from "vitest/node";

/** What is counted of a test file. */
export interface CountedModule {
  readonly children: {
    allTests(): Iterable<{ result(): { readonly state: "passed" | "failed" | "skipped" | "pending" } }>;
  };
  state(): string;
}

/** Counts every test; a file that could not be loaded and an error outside of tests count as failed. */
export function toSummaryLine(modules: readonly CountedModule[], unhandledErrors: number): string {
  const counts = { passed: 0, failed: unhandledErrors, skipped: 0, pending: 0 };
  for (const module of modules) {
    const failedBefore = counts.failed;
    for (const test of module.children.allTests()) counts[test.result().state] += 1;
    if (module.state() === "failed" && counts.failed === failedBefore) counts.failed += 1;
  }
  const skipped = counts.skipped + counts.pending;
  return `Tests: ${String(counts.passed)} passed, ${String(counts.failed)} failed, ${String(skipped)} skipped`;
}

/** The reporter that vitest.config.ts names. */
export default class PlainSummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    process.stdout.write(`\n${toSummaryLine(modules, unhandledErrors.length)}\n`);
  }
}
