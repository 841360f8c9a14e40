import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** All files below a folder, as paths with `/`; none when the folder is absent. */
export function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).replaceAll("\\", "/"))
    .sort((left, right) => (left < right ? -1 : 1));
}
