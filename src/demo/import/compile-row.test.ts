import { describe, expect, test } from "vitest";
import { compileRow } from "./compile-row.js";
import { parseMapping } from "./read-mapping.js";

const fileColumns = ["이름", "type", "amount", "note"];

function builderOf(columns: string, more = "") {
  const mapping = parseMapping(
    `source: crm\ntable: t\nkey: id\n${more}\ncolumns:\n  id: 이름\n${columns}`,
    "test.yml",
  );
  return compileRow(mapping, fileColumns, { timeZone: "UTC", yearsFrom: undefined, lookups: new Map() });
}

function valueOf(spec: string, fields: readonly string[], more = ""): string | null | undefined {
  return builderOf(`  x: ${spec}`, more).build({ fields, occurrence: 1 })[1];
}

const fields = ["김", "A", "1.5", ""];

describe("rows", () => {
  test.each<[string, string | null]>([
    ["type", "A"],
    ["note", null],
    ["{ constant: 12 }", "12"],
    ['{ template: "{이름}/{type} {{x}}" }', "김/A {x}"],
    ['{ template: "{type}-{note}" }', null],
    ["{ from: note, default: none }", "none"],
    ["{ from: amount, when: { type: A } }", "1.5"],
    ["{ from: amount, when: { type: [B, C] } }", null],
    ["{ from: amount, when: { type: { not: [B, C] } } }", "1.5"],
    ["{ from: amount, when: { type: B }, default: 0 }", "0"],
    ["{ from: type, do: [lower, { prefix: p- }] }", "p-a"],
    ["{ json: { kind: type, sum: { from: amount, as: number }, note: note } }", '{"kind":"A","sum":1.5}'],
    ["{ json: { note: note } }", null],
    [
      "{ json: { ok: { from: type, do: { boolean: { yes: A, no: B, to: [true, false] } }, as: boolean } } }",
      '{"ok":true}',
    ],
  ])("%s", (spec, expected) => {
    expect(valueOf(spec, fields)).toBe(expected);
  });

  test("text that stands for nothing is told by the mapping", () => {
    expect(
      valueOf("{ from: type, default: none }", ["김", "NULL", "", ""], 'file: { nothing: ["", "NULL"] }'),
    ).toBe("none");
  });

  test("a value that becomes empty is nothing, and the steps after it are left out", () => {
    expect(valueOf("{ from: note, do: [trim, { map: { A: B } }] }", ["김", "", "", "  "])).toBeNull();
  });

  test("required values and keys refuse their row by the name of the file's column", () => {
    expect(() => valueOf("{ from: note, required: true }", fields)).toThrow(
      'column "note": required value is missing',
    );
    expect(() => valueOf("type", ["", "A", "", ""])).toThrow('column "이름": required value is missing');
  });

  test("text is no number in JSON", () => {
    expect(() => valueOf("{ json: { n: { from: type, as: number } } }", fields)).toThrow(
      "no number for JSON",
    );
  });

  test("equal rows get ids of their own, and the same ones again in another run", () => {
    const builder = builderOf("  x: { rowHash: all }");
    const ids = [1, 2, 1].map((occurrence) => builder.build({ fields, occurrence })[1]);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(ids[1]).not.toBe(ids[0]);
    expect(ids[2]).toBe(ids[0]);
    expect(builder.hashOf?.(fields)).toBe(builder.hashOf?.([...fields]));
  });

  test("rows that the mapping does not want are told apart", () => {
    const builder = builderOf("", "where: { type: [A, B], note: { not: x } }");
    expect([
      builder.isWanted(fields),
      builder.isWanted(["김", "C", "", ""]),
      builder.isWanted(["김", "A", "", "x"]),
    ]).toEqual([true, false, false]);
  });

  test("every column that the file does not have is named at once", () => {
    expect(() =>
      builderOf('  a: nix\n  b: { template: "{nax}" }\n  c: { from: type, when: { nox: 1 } }'),
    ).toThrow(/3 mistakes:\n.*columns\.a.*"nix"\n.*columns\.b.*"nax"\n.*columns\.c.*"nox"/);
  });
});
