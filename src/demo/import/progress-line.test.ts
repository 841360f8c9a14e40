import { describe, expect, test } from "vitest";
import { createProgressLine } from "./progress-line.js";

function shown(isTTY: boolean, ...reads: readonly number[]): string {
  let text = "";
  const line = createProgressLine("file.csv", {
    isTTY,
    write: (part: Uint8Array | string) => {
      text += String(part);
      return true;
    },
  });
  for (const read of reads) line.update(read, 1000);
  line.end();
  return text;
}

describe("progress line", () => {
  test("draws one bar on a terminal, once for each percent", () => {
    const text = shown(true, 500, 501, 1000);
    expect(text.split("\r")).toHaveLength(3);
    expect(text).toContain("[###############---------------]  50 %");
    expect(text.endsWith("[##############################] 100 %\n")).toBe(true);
  });

  test("writes a plain line each quarter elsewhere", () => {
    expect(shown(false, 10, 260, 300, 1000)).toBe(
      "file.csv: 0 % read\nfile.csv: 25 % read\nfile.csv: 100 % read\n",
    );
  });
});
