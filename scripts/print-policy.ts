// `npm run policy`: prints what the policy file comes to, a table for each role; `-- --file other.yml` takes another file. Exits
// with 1 and every fault when the file is wrong.
import { parseArgs } from "node:util";
import { parseSettings } from "../src/config/parse-settings.js";
import { readEnvironment } from "../src/config/read-environment.js";
import { describePolicy } from "../src/security/policy/describe-policy.js";
import { loadPolicy } from "../src/security/policy/load-policy.js";
import { OperatorError } from "../src/shared/operator-error.js";

function readFileOption(): string | undefined {
  try {
    return parseArgs({ options: { file: { type: "string" } } }).values.file;
  } catch (error) {
    throw new OperatorError(`${error instanceof Error ? error.message : ""} The only option is --file.`);
  }
}

try {
  const file = readFileOption() ?? parseSettings(readEnvironment()).policyFile;
  process.stdout.write(describePolicy(loadPolicy(file)));
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
