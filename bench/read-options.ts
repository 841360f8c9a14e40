// The command line: what is to be measured, and what goes with it.
import { parseArgs } from "node:util";
import { OperatorError } from "../src/shared/operator-error.js";
import { allContenders } from "./contenders/all-contenders.js";
import { publishedCustomers } from "./dataset/data-set-size.js";
import { fanOutDefaults, fanOutNames, type FanOutOptions } from "./fan-out/run-fan-out.js";
import { canRunProcesses, type GrowthOptions } from "./growth.js";
import { ingestDefaults, type IngestOptions } from "./ingest/run-ingest.js";
import { guardDefaults, type GuardOptions } from "./guard.js";
import { latencyDefaults, type LatencyOptions } from "./latency.js";
import { readsDefaults, type ReadsOptions } from "./reads.js";
import { rulesDefaults, type RulesOptions } from "./rules.js";
import { workloadNames } from "./workloads.js";

/** What is to be run. */
export type BenchCommand =
  | { readonly command: "reads"; readonly isJson: boolean; readonly options: ReadsOptions }
  | { readonly command: "guard"; readonly isJson: boolean; readonly options: GuardOptions }
  | { readonly command: "record"; readonly isJson: boolean; readonly options: GuardOptions }
  | { readonly command: "growth"; readonly isJson: boolean; readonly options: GrowthOptions }
  | { readonly command: "latency"; readonly isJson: boolean; readonly options: LatencyOptions }
  | { readonly command: "fan-out"; readonly isJson: boolean; readonly options: FanOutOptions }
  | { readonly command: "ingest"; readonly isJson: boolean; readonly options: IngestOptions }
  | { readonly command: "rules"; readonly isJson: boolean; readonly options: RulesOptions };

/** What `--help` and a wrong command line print. */
export const usage = `Usage: npm run --silent bench -- reads  [--json] [--seconds N] [--rounds N] [--only a,b] [--workloads q1,q2,q3]
                                      [--customers N] [--connections N] [--compared N] [--fast]
       npm run --silent bench -- growth [--json] [--seconds N] [--rounds N] [--only a,b]
                                      [--sizes 5000,50000] [--connections 1,8,32,128] [--lists 1,10,100,1000] [--processes 1,2]
       npm run --silent bench -- guard  [--json] [--seconds N] [--rounds N] [--customers N]
       npm run --silent bench -- record [--json] [--seconds N] [--rounds N] [--customers N]
       npm run --silent bench -- latency [--json] [--seconds N] [--rounds N] [--customers N]
       npm run --silent bench -- fan-out [--json] [--seconds N] [--rounds N] [--only raw,naive,ours] [--fast]
       npm run --silent bench -- ingest [--json] [--seconds N] [--rounds N] [--customers N] [--connections N]
       npm run --silent bench -- rules [--json] [--seconds N] [--customers N] [--fast]

contenders: ${allContenders.map(({ name }) => name).join(", ")} (the limit is always measured)
--fast      the data set need not survive a crash of the machine; for tests
guard       fails where ours costs more than what "record" wrote down allows
--sizes     numbers of customers; 500000 takes long to build and about 30 GB, and is measured only when it is named
`;

/** Reads the arguments; throws OperatorError with the usage. */
export function readOptions(argv: readonly string[], dataDir: string): BenchCommand {
  const { values, positionals } = parse(argv);
  const [command, ...rest] = positionals;
  if (rest.length > 0) throw new OperatorError(usage);
  if (command === "latency") return readLatencyOptions(values, dataDir);
  if (command === "ingest") {
    const options = {
      dataDir,
      customers: toWhole("--customers", values.customers, ingestDefaults.customers),
      seconds: toNumber("--seconds", values.seconds, ingestDefaults.seconds, 0.2, 600),
      rounds: toWhole("--rounds", values.rounds, ingestDefaults.rounds),
      connections: toWhole("--connections", values.connections, ingestDefaults.connections),
      isDurable: values.fast !== true,
    };
    return { command, isJson: values.json === true, options };
  }
  if (command === "fan-out") {
    const options = {
      dataDir,
      seconds: toNumber("--seconds", values.seconds, fanOutDefaults.seconds, 0.2, 600),
      rounds: toWhole("--rounds", values.rounds, fanOutDefaults.rounds),
      only: toNames("--only", values.only, fanOutNames),
      isDurable: values.fast !== true,
    };
    return { command, isJson: values.json === true, options };
  }
  if (command === "rules") {
    const options = {
      dataDir,
      customers: toWhole("--customers", values.customers, rulesDefaults.customers),
      seconds: toNumber("--seconds", values.seconds, rulesDefaults.seconds, 0.2, 60),
      isDurable: values.fast !== true,
    };
    return { command, isJson: values.json === true, options };
  }
  if (command === "guard" || command === "record") {
    const options = {
      dataDir,
      seconds: toNumber("--seconds", values.seconds, guardDefaults.seconds, 0.2, 600),
      rounds: toWhole("--rounds", values.rounds, guardDefaults.rounds),
      customers: toWhole("--customers", values.customers, guardDefaults.customers),
      // Its bank is made for it, and what a disk costs is not what it looks for.
      isDurable: false,
    };
    return { command, isJson: values.json === true, options };
  }
  if (command !== "reads" && command !== "growth") throw new OperatorError(usage);
  const common = {
    dataDir,
    seconds: toNumber("--seconds", values.seconds, readsDefaults.seconds, 0.2, 600),
    rounds: toWhole("--rounds", values.rounds, readsDefaults.rounds),
    only: toNames("--only", values.only, readsDefaults.only),
    compared: toWhole("--compared", values.compared, readsDefaults.compared),
    isDurable: values.fast !== true,
  };
  const isJson = values.json === true;
  if (command === "reads") {
    const options = {
      ...common,
      workloads: toNames("--workloads", values.workloads, workloadNames),
      customers: toWhole("--customers", values.customers, publishedCustomers),
      connections: toWhole("--connections", values.connections, readsDefaults.connections),
    };
    return { command, isJson, options };
  }
  const options = {
    ...common,
    only: values.only === undefined ? ["ours"] : common.only,
    sizes: toWholes("--sizes", values.sizes, [5_000, publishedCustomers]),
    connections: toWholes("--connections", values.connections, [1, 8, 32, 128]),
    lists: toWholes("--lists", values.lists, [1, 10, 100, 1_000]),
    processes: toWholes("--processes", values.processes, canRunProcesses() ? [1, 2] : [1]),
  };
  return { command, isJson, options };
}

function readLatencyOptions(values: ReturnType<typeof parse>["values"], dataDir: string): BenchCommand {
  const options = {
    dataDir,
    customers: toWhole("--customers", values.customers, latencyDefaults.customers),
    seconds: toNumber("--seconds", values.seconds, latencyDefaults.seconds, 0.2, 600),
    rounds: toWhole("--rounds", values.rounds, latencyDefaults.rounds),
    isDurable: values.fast !== true,
  };
  return { command: "latency", isJson: values.json === true, options };
}

function parse(argv: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: flag,
        fast: flag,
        seconds: text,
        rounds: text,
        only: text,
        workloads: text,
        customers: text,
        connections: text,
        compared: text,
        sizes: text,
        lists: text,
        processes: text,
      },
    });
  } catch (error) {
    const [reason = ""] = error instanceof Error ? error.message.split(". ") : [];
    throw new OperatorError(`${reason}.\n\n${usage}`);
  }
}

function toNumber(
  name: string,
  text: string | undefined,
  preset: number,
  least: number,
  most: number,
): number {
  if (text === undefined) return preset;
  const value = Number(text);
  if (!(value >= least && value <= most)) {
    throw new OperatorError(`${name}: must be a number from ${String(least)} to ${String(most)}.`);
  }
  return value;
}

function toWhole(name: string, text: string | undefined, preset: number): number {
  if (text === undefined) return preset;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new OperatorError(`${name}: must be a whole number above 0.`);
  return Number(text);
}

function toWholes(name: string, text: string | undefined, preset: readonly number[]): readonly number[] {
  return text === undefined ? preset : text.split(",").map((part) => toWhole(name, part, 0));
}

function toNames<Name extends string>(
  name: string,
  text: string | undefined,
  known: readonly Name[],
): readonly Name[] {
  if (text === undefined) return known;
  return text.split(",").map((part) => {
    const found = known.find((one) => one === part);
    if (found === undefined) throw new OperatorError(`${name}: ${part} is none of ${known.join(", ")}.`);
    return found;
  });
}
