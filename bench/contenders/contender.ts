// What takes part in the measurement, in words.
import type { DataSet } from "../dataset/start-data-set.js";
import type { Workload } from "../workloads.js";

/** A request as it goes over the wire. */
export interface ContenderRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A contender that listens. */
export interface RunningContender extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  /** The process that was started; its children count too. */
  readonly pid: number;
  /** The database role under which it works, by which its backends and statements are found. */
  readonly role: string;
  /** The end of what it has said so far, for when it fails. */
  readonly findWords: () => Promise<string>;
  /** The request that asks a workload for a key. */
  readonly toRequest: (workload: Workload, key: string) => ContenderRequest;
}

/** Somebody who answers. */
export interface Contender {
  readonly name: string;
  /** Names of the workloads that it can answer; without them every one. */
  readonly workloads?: readonly string[];
  readonly start: (setting: ContenderSetting) => Promise<RunningContender>;
}

/** Where a contender is started. */
export interface ContenderSetting {
  readonly dataSet: DataSet;
  /** Connection URL of a database with the contender's own role. */
  readonly databaseUrl: (database: string) => string;
  readonly role: string;
  /** Variables for ours beside those that it needs. */
  readonly environment: Readonly<Record<string, string>>;
  /** File that takes what the contender says. */
  readonly logFile: string;
}
