// Checks the names of files, folders and declarations below src/, test/, scripts/ and bench/ (rules: list-name-problems.ts).
import { readFileSync } from "node:fs";
import { listFiles } from "./list-files.js";
import { listDeclarationProblems, listPathProblems } from "./list-name-problems.js";

const paths = ["src", "test", "scripts", "bench"].flatMap((folder) => listFiles(folder));
const problems = paths
  .filter((path) => !/^(test\/(generated|fixtures)|bench\/node_modules)\//.test(path))
  .flatMap((path) => [
    ...listPathProblems(path),
    ...(path.endsWith(".ts") ? listDeclarationProblems(path, readFileSync(path, "utf8")) : []),
  ]);
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
