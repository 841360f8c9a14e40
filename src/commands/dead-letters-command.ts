// `npm run dead-letters`: the events that could not be taken (docs/events.md).
import { readEnvironment } from "../config/read-environment.js";
import { runCommand } from "./run-command.js";
import { runDeadLettersCommand } from "./run-dead-letters-command.js";

await runCommand(async () => {
  const isDone = await runDeadLettersCommand(process.argv.slice(2), {
    environment: readEnvironment(),
    output: (text) => process.stdout.write(text),
  });
  if (!isDone) process.exitCode = 1;
});
