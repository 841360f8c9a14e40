import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

interface LintReport {
  readonly diagnostics: readonly { readonly code: string }[];
}

describe("the lint rules", () => {
  it("find a promise that nobody waits for, any and what flows from it, and bare suppressions", () => {
    const command = ["bin/launch.mjs", "--bin", "oxlint", "--format", "json", "test/fixtures/lint"];
    const { stdout } = spawnSync(process.execPath, command, { encoding: "utf8" });
    const { diagnostics } = JSON.parse(stdout) as LintReport;
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(
      new Set([
        "eslint(no-console)",
        "typescript(ban-ts-comment)",
        "typescript(consistent-type-imports)",
        "typescript(no-explicit-any)",
        "typescript(no-floating-promises)",
        "typescript(no-unsafe-assignment)",
        "typescript(no-unsafe-member-access)",
        "typescript(no-unsafe-return)",
      ]),
    );
  });
});
