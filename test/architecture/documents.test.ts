import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { listFiles } from "../../scripts/list-files.js";
import { errorCatalogue } from "../../src/shared/errors.js";

const read = (path: string): string => readFileSync(path, "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };
const atTheTop = readdirSync(".").filter((name) => name.endsWith(".md"));
const pages = [...atTheTop, ...listFiles("docs").filter((path) => path.endsWith(".md"))];

describe("the documents", () => {
  it("name only commands that package.json has", () => {
    const named = pages.flatMap((page) => [...read(page).matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)]);
    expect(named.length).toBeGreaterThan(5);
    expect(named.map(([, script = ""]) => script).filter((script) => !(script in scripts))).toEqual([]);
  });

  it("begin with the two commands that a newcomer needs", () => {
    expect(read("README.md")).toMatch(/^npm ci && npm start$/m);
    expect(read("README.md")).toMatch(/^npm ci && npm test$/m);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["start", "test"]));
  });

  it("link only to files that exist", () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
        .map(([, target = ""]) => join(dirname(page), target))
        .filter((path) => !existsSync(path))
        .map((path) => `${page} → ${path}`),
    );
    expect(broken).toEqual([]);
  });

  it("are all found from the index of docs/", () => {
    const index = read("docs/README.md");
    const unlisted = readdirSync("docs").filter(
      (name) => name !== "README.md" && !index.includes(`](${name})`),
    );
    expect(unlisted).toEqual([]);
  });

  it("explain every error code and no other", () => {
    const codes = readdirSync("docs/errors").map((name) => name.replace(/\.md$/, ""));
    expect(codes.sort()).toEqual(Object.keys(errorCatalogue).sort());
  });

  it.each(Object.entries(errorCatalogue))("say of %s what its catalogue entry says", (code, entry) => {
    const page = read(`docs/errors/${code}.md`);
    expect(page).toMatch(new RegExp(`^# ${code}$`, "m"));
    expect(page).toContain(`| ${String(entry.httpStatus)} | ${entry.retryable ? "yes" : "no"} |`);
    expect(page).toContain("## What to do");
  });

  it("number the decisions without a gap, each with background, decision and consequences", () => {
    const decisions = readdirSync("docs/decisions").sort();
    expect(decisions.map((name) => name.slice(0, 5))).toEqual(
      decisions.map((_, index) => `${String(index + 1).padStart(4, "0")}-`),
    );
    for (const name of decisions) {
      const headings = [...read(`docs/decisions/${name}`).matchAll(/^## (.+)$/gm)].map(
        ([, heading]) => heading,
      );
      expect(headings, name).toEqual(["Background", "Decision", "Consequences"]);
      expect(read(`docs/decisions/${name}`)).toMatch(new RegExp(`^# ${name.slice(0, 4)} `));
    }
  });
});
