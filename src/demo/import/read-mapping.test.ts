// cspell:ignore crmx mapp trimm
import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { parseMapping, readMapping } from "./read-mapping.js";

function mistakesOf(text: string): readonly string[] {
  try {
    parseMapping(text, "x.yml");
    return [];
  } catch (error) {
    return error instanceof Error ? error.message.split("\n").map((line) => line.replace("  - ", "")) : [];
  }
}

describe("mappings", () => {
  test("every mapping of examples/ is valid", async () => {
    const folder = new URL("../../../examples/mappings/", import.meta.url).pathname;
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".yml"));
    expect(files.length).toBeGreaterThanOrEqual(7);
    for (const file of files) expect((await readMapping(folder + file)).key.length).toBeGreaterThan(0);
  });

  test("the whole mapping of docs/import.md is valid", async () => {
    const page = await readFile(new URL("../../../docs/import.md", import.meta.url), "utf8");
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    expect(parseMapping(example, "docs/import.md").columns).toHaveProperty("book_ts");
  });

  test("one message lists every mistake with its path", () => {
    const mistakes = mistakesOf(`
source: crmx
table: Cust
key: [a, gone]
file: { separator: ";;", quote: ";", encoding: foo, wat: 1, columns: [a] }
timeZone: Mars/Base
columns:
  a: { from: x, constant: 1 }
  b: { from: x, do: { mapp: {} } }
  c: { from: x, do: [trim, { date: { format: yyMMQ } }, { date: { format: yyMMdd } }, { lookup: z, take: A }] }
  d: { from: x, do: trimm }
  e: { from: x, do: { prefix: a, suffix: b } }
  f: 12
  g: { json: { a: { frm: x } } }
  h: { from: x, do: { replace: [{ pattern: "(", with: a }] } }
  i: { from: x, do: { upper: true, otherwise: 1 } }
  j: { rowHash: all }
  k: { rowHash: [x] }
`);
    expect(mistakes[0]).toMatch(/^The mapping x\.yml has \d+ mistakes:$/);
    const paths = mistakes.slice(1).map((mistake) => mistake.slice(0, mistake.indexOf(":")));
    expect(paths).toEqual(
      expect.arrayContaining([
        "source",
        "table",
        "key[1]",
        "file.separator",
        "file.encoding",
        "file.wat",
        "file.columns",
        "timeZone",
        "columns.a",
        "columns.b.do.mapp",
        "columns.c.do[1].date.format",
        "columns.c.do[2].date",
        "columns.c.do[3].lookup",
        "columns.d.do.trimm",
        "columns.e.do",
        "columns.f",
        "columns.g.json.a.frm",
        "columns.h.do.replace[0].pattern",
        "columns.i.do.otherwise",
        "columns.k.rowHash",
      ]),
    );
  });

  test("faults of the YAML are told with their lines", () => {
    expect(mistakesOf("source: crm\nsource: crm\n").join()).toContain("Map keys must be unique at line 2");
    expect(mistakesOf("columns: [a").length).toBe(2);
    expect(mistakesOf("").join()).toContain("(whole file)");
  });

  test("two-digit years need to be told their century, in the step or for the whole mapping", () => {
    const mapping = (top: string) =>
      `${top}source: crm\ntable: t\nkey: a\ncolumns: { a: { from: x, do: { date: { format: yyMMdd } } } }`;
    expect(mistakesOf(mapping("")).at(-1)).toContain("columns.a.do.date: two-digit years need yearsFrom");
    expect(mistakesOf(mapping("yearsFrom: 1950\n"))).toEqual([]);
  });

  test("a mapping that cannot be read is a fault", async () => {
    await expect(readMapping("/nowhere/x.yml")).rejects.toThrow(/mapping \/nowhere\/x\.yml cannot be read/);
  });
});
