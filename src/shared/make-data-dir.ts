import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { OperatorError } from "./operator-error.js";

/**
 * Makes the data directory and the folders above it where they are missing; throws OperatorError when it cannot.
 * NOTE: `mkdir` with `recursive` would not end under /proc, where every new folder is refused as one without a parent.
 */
export async function makeDataDir(dataDir: string): Promise<void> {
  try {
    const missing: string[] = [];
    for (let folder = resolve(dataDir); !(await isFolder(folder)); folder = dirname(folder)) {
      missing.unshift(folder);
    }
    for (const folder of missing) {
      await mkdir(folder).catch(async (error: unknown) => {
        // Another start may have made it in between.
        if (!(await isFolder(folder))) throw error;
      });
    }
  } catch (error) {
    throw new OperatorError(`DATA_DIR: ${dataDir} cannot be made.`, { cause: error });
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}
