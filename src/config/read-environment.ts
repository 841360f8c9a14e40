// The only reader of process.env.
import { existsSync } from "node:fs";
import type { Environment } from "./parse-settings.js";

/** The variables of this process, with those of a `.env` file in the working directory below them. */
export function readEnvironment(): Environment {
  if (existsSync(".env")) process.loadEnvFile(".env");
  return { ...process.env };
}
