import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { listFiles } from "../../scripts/list-files.js";

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

const isTypeScript = (path: string): boolean => /\.tsx?$/.test(path) && !path.includes("/generated/");

function readSourceFile(path: string): SourceFile {
  const text = readFileSync(path, "utf8");
  return { path, text, lines: text.trimEnd().split("\n").length };
}

const product = ["src", "console"].flatMap(listFiles).filter(isTypeScript).map(readSourceFile);
const everywhere = [
  ...product,
  ...["test", "scripts", "graphiql", ...listBenchFolders()]
    .flatMap(listFiles)
    .filter(isTypeScript)
    .map(readSourceFile),
];

/** The peers' packages below bench/ are others' code. */
function listBenchFolders(): readonly string[] {
  return readdirSync("bench", { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .map(({ name }) => `bench/${name}`);
}

/** The lowest number of lines that `share` of the files do not exceed. */
function quantile(files: readonly SourceFile[], share: number): number {
  const sorted = files.map(({ lines }) => lines).sort((left, right) => left - right);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}

/** Lines on which a rule is switched off without a word why. */
function listBareSuppressions({ path, text }: { readonly path: string; readonly text: string }): string[] {
  return text.split("\n").flatMap((line, index) => {
    const isLintSuppression = /(?:ox|es)lint-disable(?!-\w*\S* .* -- \S)/.test(line);
    const isTypeSuppression = /@ts-(?:ignore|nocheck|expect-error(?!:? \S{2,}))/.test(line);
    return isLintSuppression || isTypeSuppression ? [`${path}:${String(index + 1)}: ${line.trim()}`] : [];
  });
}

describe("the budgets of the product's files", () => {
  it("keep half of the files within 80 lines", () => {
    expect(quantile(product, 0.5)).toBeLessThanOrEqual(80);
  });

  it("keep nine files of ten within 200 lines", () => {
    expect(quantile(product, 0.9)).toBeLessThanOrEqual(200);
  });

  it("let no file grow over 400 lines", () => {
    expect(
      product.filter(({ lines }) => lines > 400).map(({ path, lines }) => `${path}: ${String(lines)}`),
    ).toEqual([]);
  });

  it("leave no room for the type any", () => {
    const loose = product.filter(({ text }) => /(?::\s*|\bas\s+|<|\|\s*)any\b(?!\w| [a-z])/.test(text));
    expect(loose.map(({ path }) => path)).toEqual([]);
  });
});

describe("suppressions", () => {
  it("carry their reason", () => {
    expect(
      everywhere.filter(({ path }) => !path.endsWith("file-budgets.test.ts")).flatMap(listBareSuppressions),
    ).toEqual([]);
  });

  it("are recognised with and without a reason", () => {
    const text = [
      "// oxlint-disable-next-line no-console",
      "// oxlint-disable-next-line no-console -- the only output of this command",
      "// @ts-expect-error",
      "// @ts-expect-error the library types lag behind",
      `// ${"@ts"}-ignore the reason does not help`,
    ].join("\n");
    expect(listBareSuppressions({ path: "x.ts", text }).map((line) => line.split(":")[1])).toEqual([
      "1",
      "3",
      "5",
    ]);
  });
});
