// What every command of an operator begins and ends with: its mistakes are told in a sentence, and its exit code says them.
import { OperatorError } from "../shared/operator-error.js";

/** Runs a command; an operator's mistake ends it with its message and code 1, anything else with its stack. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
