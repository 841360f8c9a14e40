// One process at a time per data directory. The file holds the owner, so that a lock left by kill -9 is seen as stale.
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { findStartTicks } from "./process-info.js";

/** A lock that is held; released once. */
export interface HeldLock {
  readonly release: () => Promise<void>;
}

/** The lock is held by another running process. */
export class LockedError extends Error {
  override readonly name = "LockedError";

  constructor(readonly pid: number) {
    super(`locked by process ${pid}`);
  }
}

async function readOwner(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}

function findLivingOwner(content: string): number | undefined {
  const [pid, startTicks] = content.trim().split(" ");
  return startTicks && findStartTicks(Number(pid)) === startTicks ? Number(pid) : undefined;
}

/** Takes the lock; throws LockedError while its owner runs. */
export async function acquireLock(path: string): Promise<HeldLock> {
  const mine = `${process.pid} ${findStartTicks(process.pid) ?? "?"}\n`;
  const draft = `${path}.${process.pid}.${Math.trunc(performance.now() * 1000)}`;
  await writeFile(draft, mine, { mode: 0o600 });
  try {
    for (;;) {
      try {
        // A link appears with its content in one step, and only if there is none.
        await link(draft, path);
        return { release: () => rm(path, { force: true }) };
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      }
      await removeStale(path, draft);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function removeStale(path: string, draft: string): Promise<void> {
  const content = await readOwner(path);
  if (content === undefined) return;
  const owner = findLivingOwner(content);
  if (owner !== undefined) throw new LockedError(owner);
  // Moved before it is removed: if somebody else was quicker, what was moved is a living lock and is put back.
  const moved = `${draft}.stale`;
  await rename(path, moved).catch(() => undefined);
  if ((await readOwner(moved)) !== content) await link(moved, path).catch(() => undefined);
  await rm(moved, { force: true });
}
