import { createWriteStream } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../config/parse-settings.js";
import { createLogger, type Logger } from "../observability/logger.js";

/** Where the process writes what happens. */
export interface OpenedLog {
  readonly logger: Logger;
  /** For the welcome: where the log is, when it is not on the screen. */
  readonly notes: readonly string[];
  readonly destination: NodeJS.WritableStream;
}

/** In a terminal the log goes to a file, so that it does not run through the screen; elsewhere to the error output. */
export function openLog(
  { logLevel, dataDir }: Settings,
  { isTerminal, hasDataDir }: { readonly isTerminal: boolean; readonly hasDataDir: boolean },
): OpenedLog {
  const level = { level: logLevel };
  const { stderr } = process;
  if (!isTerminal || !hasDataDir)
    return { logger: createLogger(level, stderr), notes: [], destination: stderr };
  const file = join(dataDir, "gateway.log");
  const destination = createWriteStream(file, { flags: "a", mode: 0o600 });
  return { logger: createLogger(level, destination), notes: [`log        ${file}`], destination };
}
