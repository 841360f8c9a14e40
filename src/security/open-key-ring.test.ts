import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createMasterKey, toKeyText } from "./key-ring.js";
import { openKeyRing } from "./open-key-ring.js";

const at = new Date("2026-11-23T00:00:00Z");

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "keys-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("keys of the setting leave the data directory alone", async () => {
  const dataDir = join(await makeFolder(), "none");
  const key = createMasterKey(at);
  const { ring, notes } = await openKeyRing({ personalDataKeys: toKeyText(key), dataDir }, at);
  expect(ring.keyIds).toEqual([key.id]);
  expect(notes).toEqual([]);
  await expect(stat(dataDir)).rejects.toThrow("ENOENT");
});

test("without the setting a key file is made once, for its owner only, however many begin at once", async () => {
  const dataDir = join(await makeFolder(), "deep/data");
  const settings = { personalDataKeys: undefined, dataDir };
  const opened = await Promise.all(Array.from({ length: 5 }, () => openKeyRing(settings, at)));
  const ids = new Set(opened.map(({ ring }) => ring.derive("export").export().toString("hex")));
  expect(ids.size).toBe(1);
  expect(opened.filter(({ notes }) => notes.join().includes("new: back it up"))).toHaveLength(1);
  expect(await readdir(dataDir)).toEqual(["keys.json"]);
  expect((await stat(join(dataDir, "keys.json"))).mode & 0o777).toBe(0o600);
  const again = await openKeyRing(settings, at);
  expect(again.ring.keyIds).toEqual(opened[0]?.ring.keyIds);
  expect(again.notes).toEqual([`keys       ${join(dataDir, "keys.json")} (keep a backup of it)`]);
});

test("a key file that is damaged or open to others stops the start, and nothing of it is told", async () => {
  const dataDir = await makeFolder();
  const file = join(dataDir, "keys.json");
  const settings = { personalDataKeys: undefined, dataDir };
  await openKeyRing(settings, at);
  const text = await readFile(file, "utf8");
  const failure = () =>
    openKeyRing(settings, at).then(
      () => "opened",
      (error: unknown) => String(error),
    );
  await chmod(file, 0o644);
  expect(await failure()).toContain(`can be read by others: chmod 600 ${file}`);
  await chmod(file, 0o600);
  for (const damaged of [text.slice(0, -5), text.replace('"keys"', '"key"'), '{ "keys": ["secret"] }', ""]) {
    await writeFile(file, damaged);
    expect(await failure()).toMatch(
      /OperatorError: .*keys\.json(: the key at place 1 must be| is damaged; put it back)/,
    );
    expect(await failure()).not.toContain("secret");
  }
});
