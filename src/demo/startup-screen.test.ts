import { describe, expect, test } from "vitest";
import { showProgress, toProgressLine } from "./startup-screen.js";

describe("the start-up screen", () => {
  test.each([
    [{ step: "Consultations", done: 1, total: 2 }, "Consultations            ████████████░░░░░░░░░░░░  50 %"],
    [{ step: "Consultations", done: 3, total: 2 }, "Consultations            ████████████████████████ 100 %"],
    [{ step: "Consultations", done: 0, total: 0 }, "Consultations            …"],
  ])("draws %j as a bar", (progress, line) => {
    expect(toProgressLine(progress)).toBe(line);
  });

  test("writes a line for each begin and end where the output is no terminal", async () => {
    let text = "";
    const output = { write: (part: string) => ((text += part), true), isTTY: false };
    const answer = await showProgress("Starting", output, async (report) => {
      for (const done of [0, 1, 2]) report({ step: "Databases", done, total: 2 });
      report({ step: "Consents", done: 1, total: 1 });
      return 7;
    });
    expect(answer).toBe(7);
    expect(text.replaceAll(/\d+\.\d s/g, "0.0 s").split("\n")).toEqual([
      "Starting",
      "  Databases …",
      "  Databases done (0.0 s)",
      "  Consents done (0.0 s)",
      "Starting: done (0.0 s)",
      "",
    ]);
  });
});
