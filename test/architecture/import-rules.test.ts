import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { everything, importTable } from "../../scripts/import-table.js";

interface CruiseResult {
  readonly summary: {
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
      readonly to: string;
    }[];
  };
}

/** Runs the real configuration, by the real command, in a folder that is laid out like the project. */
function listViolations(folder: string): string[] {
  const command = resolve("node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const options = ["--config", resolve(".dependency-cruiser.mjs"), "--no-cache", "--output-type", "json"];
  const { stdout } = spawnSync(process.execPath, [command, "src", ...options], {
    cwd: folder,
    encoding: "utf8",
  });
  const { summary } = JSON.parse(stdout) as CruiseResult;
  return summary.violations
    .map(
      ({ rule, from, to }) =>
        `${rule.name}: ${from} → ${to.replace(/^.*node_modules\/(?:@types\/)?(\w+)\/.*$/, "$1")}`,
    )
    .sort();
}

describe("the import rules", () => {
  it("refuse every import that the table does not allow", () => {
    expect(listViolations("test/fixtures/import-table")).toEqual([
      "door-app.ts: src/graphql/query.ts → src/app.ts",
      "door-demo: src/app.ts → src/demo/bank.ts",
      "import-table-domains: src/domains/consent/consent.ts → src/store/connection.ts",
      "import-table-graphql: src/graphql/query.ts → src/app.ts",
      "import-table-loaders: src/loaders/profiles.ts → src/sources/crm.source.ts",
      "known-parts-only: src/tools/tool.ts → src/shared/left.ts",
      "loaders-never-know-a-source: src/loaders/profiles.ts → src/sources/crm.source.ts",
      "no-cycles: src/shared/left.ts → src/shared/right.ts",
      "owner-of-pg: src/graphql/query.ts → pg",
    ]);
  });

  it("stand in ARCHITECTURE.md as the build enforces them", () => {
    const rows = readFileSync("ARCHITECTURE.md", "utf8").matchAll(/^\| `([\w.]+)` \| (.+) \|$/gm);
    const documented = Object.fromEntries([...rows].map(([, part = "", allowed = ""]) => [part, allowed]));
    const enforced = Object.fromEntries(
      Object.entries(importTable).map(([part, allowed]) => [
        part,
        allowed === everything ? "everything" : allowed.map((name) => `\`${name}\``).join(" ") || "–",
      ]),
    );
    expect(documented).toEqual(enforced);
  });
});
