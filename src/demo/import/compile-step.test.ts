import { describe, expect, test } from "vitest";
import { compileStep, type StepSurroundings } from "./compile-step.js";
import { step } from "./mapping-steps.js";

const surroundings: StepSurroundings = {
  timeZone: "Europe/Prague",
  yearsFrom: 1950,
  lookups: new Map([
    [
      "owner",
      {
        find: (key: string) =>
          key === "2" ? ("ambiguous" as const) : key === "1" ? { id: "77", note: "" } : undefined,
      },
    ],
  ]),
};

const run = (written: unknown, text: string) =>
  compileStep(step.parse(written), 'column "x"', surroundings)(text);

describe("steps", () => {
  test.each<[unknown, string, string | null]>([
    ["trim", " a ", "a"],
    ["upper", "ab", "AB"],
    ["lower", "AB", "ab"],
    ["nfc", "\u1100\u1161", "\uac00"],
    [{ prefix: "CIF" }, "1", "CIF1"],
    [{ suffix: "-x" }, "1", "1-x"],
    [{ pad: { length: 4 } }, "7", "0007"],
    [{ map: { PRIJEM: "C", "": null } }, "PRIJEM", "C"],
    [{ map: { A: "1" }, otherwise: null }, "B", null],
    [{ map: { A: "1" }, otherwise: "?" }, "constructor", "?"],
    [{ oneOf: ["A", 2] }, "2", "2"],
    [
      {
        replace: [
          { pattern: "^(\\d)-", with: "$1" },
          { pattern: "x", with: "y" },
        ],
      },
      "x1",
      "y1",
    ],
    [{ date: { format: ["yyyy-MM-dd", "yyMMdd"], to: "yyyyMMdd" } }, "930101", "19930101"],
    [{ datetime: { format: "yyMMdd" } }, "930101", "1992-12-31T23:00:00Z"],
    [{ datetime: { format: "yyMMdd", timeZone: "UTC" } }, "930101", "1993-01-01T00:00:00Z"],
    ["decimal", "1.50", "1.50"],
    [{ decimal: { point: ",", sign: "absolute" } }, "-1,5", "1.5"],
    [{ decimal: { sign: "negate" } }, "1.5", "-1.5"],
    [{ decimal: { sign: "negate" } }, "-1.5", "1.5"],
    [{ decimal: { sign: "negate" } }, "0.00", "0.00"],
    [{ sign: { negative: "D", positive: "C" } }, "-12.50", "D"],
    [{ sign: { negative: "D", positive: "C", zero: "C" } }, "0.0", "C"],
    [{ boolean: { yes: ["J", 1], no: ["N", 0] } }, "1", "Y"],
    [{ boolean: { yes: "true", no: "false", to: ["Y", "N"] } }, "false", "N"],
    [{ lookup: "owner", take: "id" }, "1", "77"],
    [{ lookup: "owner", take: "id", otherwise: "-" }, "9", "-"],
  ])("%j turns %s into %s", (written, text, expected) => {
    expect(run(written, text)).toBe(expected);
  });

  test.each<[unknown, string, string]>([
    [{ map: { A: "1" } }, "B", "not in the code list"],
    [{ oneOf: ["A"] }, "B", "not in the code list"],
    [{ replace: [{ pattern: "^a", with: "b" }] }, "x", "fits no pattern of replace"],
    [{ date: { format: "yyMMdd" } }, "930230", "no date of the form yyMMdd"],
    [{ decimal: { point: "," } }, "1.5", "no amount of the given form"],
    [{ sign: { negative: "D", positive: "C" } }, "0", "zero has no sign"],
    [{ boolean: { yes: "J", no: "N" } }, "X", "neither yes nor no"],
    [{ lookup: "owner", take: "id" }, "9", 'unknown in the lookup "owner"'],
    [{ lookup: "owner", take: "id" }, "2", 'there more than once in the lookup "owner"'],
  ])("%j refuses %s", (written, text, reason) => {
    expect(() => run(written, text)).toThrow(`column "x": ${reason}`);
  });

  test("a hash is the same for the same text and salt, and does not contain the text", () => {
    const salted = { hash: { salt: "pepper", length: 20 } };
    expect(run(salted, "900101-1234567")).toBe(run(salted, "900101-1234567"));
    expect(run(salted, "900101-1234567")).toMatch(/^[0-9a-f]{20}$/);
    expect(run(salted, "1")).not.toBe(run("hash", "1"));
  });
});
