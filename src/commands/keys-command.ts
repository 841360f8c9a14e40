// `npm run keys:new`, `keys:status` and `keys:rotate`: the keys of personal data at rest (docs/keys.md).
import { readEnvironment } from "../config/read-environment.js";
import { OperatorError } from "../shared/operator-error.js";
import { runKeysCommand } from "./run-keys-command.js";

try {
  await runKeysCommand(process.argv.slice(2), {
    environment: readEnvironment(),
    output: (text) => process.stdout.write(text),
    progress: (text) => process.stderr.write(text),
  });
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
