import { describe, expect, test } from "vitest";
import { fileFormat } from "./mapping-schema.js";
import { RecordReader } from "./read-records.js";

function recordsOf(text: string, settings: object = {}) {
  const reader = new RecordReader(fileFormat.parse(settings));
  const lines = text.split("\n").map((line, index) => ({ number: index + 1, text: line }));
  const records = [...reader.push(lines.slice(0, 2)), ...reader.push(lines.slice(2)), ...reader.end()];
  return {
    columns: reader.columns,
    records: records.map(({ line, fields, fault }) => fault ?? [line, ...fields]),
  };
}

describe("records of a file", () => {
  test("the header names the columns, and empty lines are no rows", () => {
    expect(recordsOf("이름,금액\n\n김,1\n\n")).toEqual({
      columns: ["이름", "금액"],
      records: [[3, "김", "1"]],
    });
  });

  test("a file without header gets its columns from the mapping", () => {
    expect(recordsOf("1,2", { header: false, columns: ["a", "b"] }).records).toEqual([[1, "1", "2"]]);
  });

  test("lines before the header are skipped", () => {
    expect(recordsOf("Report of May\n\na,b\n1,2", { skipLines: 2 })).toEqual({
      columns: ["a", "b"],
      records: [[4, "1", "2"]],
    });
  });

  test.each([false, true])(
    "a quote that never closes costs its own row (newlines in fields: %s)",
    (embeddedNewlines) => {
      const text = 'a,b\n1,"x\n2,"y"\n3,z\n4,"w';
      expect(recordsOf(text, { embeddedNewlines }).records).toEqual([
        expect.stringMatching(/not closed|after the closing quote/),
        [3, "2", "y"],
        [4, "3", "z"],
        "the quote of field 2 is not closed",
      ]);
    },
  );

  test("a field may run over several lines where the mapping says so", () => {
    const text = 'a,b\n1,"one\n\nthree"\n2,x';
    expect(recordsOf(text, { embeddedNewlines: true }).records).toEqual([
      [2, "1", "one\n\nthree"],
      [5, "2", "x"],
    ]);
  });

  test("rows of another width are refused with both widths", () => {
    expect(recordsOf("a,b\n1\n1,2,3\n1,2").records).toEqual([
      "1 columns instead of 2",
      "3 columns instead of 2",
      [4, "1", "2"],
    ]);
  });

  test("a header that is broken ends the import", () => {
    expect(() => recordsOf('a,"b\n1,2')).toThrow(/header in line 1 is broken/);
  });
});
