// A step of `npm run check`: refuses a change that breaks clients of the released schema and is not in CHANGELOG.md.
// `--released` makes the present schema the released one; a release does that.
import { copyFileSync, readFileSync } from "node:fs";
import { findUnannounced, listSchemaChanges } from "./list-schema-changes.js";

const released = "schema.released.graphql";
const present = "schema.graphql";

if (process.argv.includes("--released")) {
  copyFileSync(present, released);
} else {
  const read = (path: string): string => readFileSync(path, "utf8");
  const changes = await listSchemaChanges(read(released), read(present));
  const unannounced = findUnannounced(changes, read("CHANGELOG.md"));
  for (const { path, message } of unannounced) process.stderr.write(`${path}: ${message}\n`);
  if (unannounced.length > 0) {
    process.stderr.write(
      `These break clients of ${released}. Keep what was, or name each path in backticks under "### Breaking" of the newest version in CHANGELOG.md.\n`,
    );
    process.exitCode = 1;
  }
}
