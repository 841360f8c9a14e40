// `npm run import`: loads a CSV file into a source database. Exit code 1 is a fault; rejected rows are none.
import { readEnvironment } from "../../config/read-environment.js";
import { OperatorError } from "../../shared/operator-error.js";
import { runImport } from "./run-import.js";

try {
  await runImport(process.argv.slice(2), {
    environment: readEnvironment(),
    output: (text) => process.stdout.write(text),
    progress: process.stderr,
  });
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
