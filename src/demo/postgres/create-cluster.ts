// Makes a new cluster beside its final place and moves it there when whole: an interrupted initdb leaves no half cluster.
import { execFile } from "node:child_process";
import { rename, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { OperatorError } from "../../shared/operator-error.js";
import type { RunAs } from "./run-as.js";
import { postgresEnvironment } from "./start-postmaster.js";

/** Runs initdb into `cluster`. With the built-in provider text behaves alike everywhere, Korean search included. */
export async function createCluster(options: {
  readonly cluster: string;
  readonly passwordFile: string;
  readonly program: string;
  readonly runAs: RunAs;
  readonly isDurable: boolean;
}): Promise<void> {
  const draft = `${options.cluster}.new`;
  await rm(draft, { recursive: true, force: true });
  const [command = options.program, ...args] = [
    ...options.runAs.prefix,
    options.program,
    `--pgdata=${draft}`,
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
    "--username=postgres",
    "--auth=scram-sha-256",
    `--pwfile=${options.passwordFile}`,
    ...(options.isDurable ? [] : ["--no-sync"]),
  ];
  const run = promisify(execFile)(command, args, {
    cwd: "/",
    env: postgresEnvironment,
    timeout: 60_000,
    ...options.runAs.owner,
  });
  await run.catch((error: unknown) => {
    const output = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new OperatorError(`PostgreSQL could not make its data directory ${options.cluster}:\n${output}`);
  });
  await rename(draft, options.cluster);
}
