import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OperatorError } from "./operator-error.js";
import { makeDataDir } from "./make-data-dir.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "customer-360-data-dir-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the data directory", () => {
  test("is made with the folders above it, also by two starts at once", async () => {
    const dataDir = join(folder, "a/b/c");
    await Promise.all([makeDataDir(dataDir), makeDataDir(dataDir)]);
    expect((await stat(dataDir)).isDirectory()).toBe(true);
    await makeDataDir(dataDir);
  });

  test.each(["/proc/nowhere/data", "/dev/null/data"])("is refused by name under %s", async (dataDir) => {
    await expect(makeDataDir(dataDir)).rejects.toThrow(
      new OperatorError(`DATA_DIR: ${dataDir} cannot be made.`),
    );
  });

  test("is refused by name when it is a file", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(makeDataDir(file)).rejects.toThrow(`DATA_DIR: ${file} cannot be made.`);
  });
});
