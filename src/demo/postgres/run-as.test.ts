import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findClosedFolder } from "./run-as.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "customer-360-run-as-"));
  await mkdir(join(folder, "data"), { mode: 0o755 });
});
afterEach(() => rm(folder, { recursive: true }));

const stranger = { uid: 54_321, gid: 54_321 };

describe("the way to a folder", () => {
  test("ends for a stranger at the first folder that is closed to others", async () => {
    expect(await findClosedFolder(join(folder, "data"), stranger)).toBe(folder);
  });

  test("is open for a stranger once everybody may pass", async () => {
    await chmod(folder, 0o711);
    expect(await findClosedFolder(join(folder, "data"), stranger)).toBeUndefined();
  });

  test("is open for the owner of a private folder", async () => {
    const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    expect(await findClosedFolder(join(folder, "data"), owner)).toBeUndefined();
  });
});
