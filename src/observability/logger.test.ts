import { expect, test } from "vitest";
import { createLogger } from "./logger.js";

function createLog() {
  const lines: string[] = [];
  const logger = createLogger({ level: "info" }, { write: (line: string) => void lines.push(line) });
  return { logger, lines, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test("a line has level, time and message, and respects the level", () => {
  const { logger, entries } = createLog();
  logger.debug("not written");
  logger.info({ rows: 2 }, "Read.");
  expect(entries()).toEqual([{ level: "info", time: expect.stringMatching(/Z$/), rows: 2, msg: "Read." }]);
});

test("tokens and personal data are hidden in fields, child bindings, messages and errors", () => {
  const { logger, lines } = createLog();
  logger
    .child({ email: "kim@example.com" })
    .info({ headers: { authorization: "Bearer secret-token" } }, "kim@example.com");
  logger.info("called %s", "010-1234-5678");
  logger.error(new Error("no route to kim@example.com"));
  logger.error({ err: new Error("failed", { cause: new Error("kim@example.com") }) }, "Failed.");
  const text = lines.join("");
  expect(text).not.toMatch(/kim@|secret-token|1234-5678/);
});

test("an error keeps its type, message and stack", () => {
  const { logger, entries } = createLog();
  logger.error({ err: new TypeError("no such row") }, "Failed.");
  expect(entries()[0]?.["err"]).toMatchObject({
    type: "TypeError",
    message: "no such row",
    stack: expect.stringContaining("logger.test"),
  });
});
