// Writes schema.graphql from the code; with --check it only compares and fails when the file is not current.
import { readFileSync, writeFileSync } from "node:fs";
import { lexicographicSortSchema, printSchema } from "graphql";
import { buildApiSchema } from "../src/graphql/build-schema.js";

const path = new URL("../schema.graphql", import.meta.url);
const text = `${printSchema(lexicographicSortSchema(buildApiSchema()))}\n`;

if (process.argv.includes("--check")) {
  if (readFileSync(path, "utf8") !== text) {
    process.stderr.write("schema.graphql is not current: run `npm run schema`.\n");
    process.exitCode = 1;
  }
} else {
  writeFileSync(path, text);
}
