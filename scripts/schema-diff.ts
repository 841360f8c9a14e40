// `npm run schema:diff -- OLD.graphql [NEW.graphql]`: what became of the schema; exit code 1 when something breaks clients.
import { readFileSync } from "node:fs";
import { changeLevels, listSchemaChanges } from "./list-schema-changes.js";

const [oldPath, newPath = "schema.graphql"] = process.argv.slice(2);
if (oldPath === undefined) {
  process.stderr.write("Usage: npm run schema:diff -- OLD.graphql [NEW.graphql]\n");
  process.exit(2);
}

const changes = await listSchemaChanges(readFileSync(oldPath, "utf8"), readFileSync(newPath, "utf8"));
for (const level of changeLevels) {
  const found = changes.filter((change) => change.level === level);
  process.stdout.write(`${level}: ${String(found.length)}\n`);
  for (const { path, message } of found) process.stdout.write(`  ${path}: ${message}\n`);
}
process.exitCode = changes.some(({ level }) => level === "breaking") ? 1 : 0;
