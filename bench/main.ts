// `npm run bench`: measures the gateway against its peers and against what can be done by hand.
import "reflect-metadata";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { OperatorError } from "../src/shared/operator-error.js";
import { needsPeerPackages } from "./contenders/all-contenders.js";
import { runFanOut } from "./fan-out/run-fan-out.js";
import { recordRatios, runGuard, toGuardText } from "./guard.js";
import { runGrowth, toGrowthTable } from "./growth.js";
import { runIngest, toIngestTable } from "./ingest/run-ingest.js";
import { runLatency, toLatencyTable } from "./latency.js";
import { readOptions } from "./read-options.js";
import { runReads } from "./reads.js";
import { runRules, toRulesTable } from "./rules.js";
import { toTables } from "./report-table.js";

/** The folder in which data sets are kept, the same as the demo's. */
const dataDir = process.env["DATA_DIR"] ?? ".data";

// What was started is stopped by its own listeners to the end of this process.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

try {
  const { command, isJson, options } = readOptions(process.argv.slice(2), dataDir);
  if (process.platform !== "linux") {
    throw new OperatorError(
      "The benchmark reads what processes have used out of /proc, which only Linux has.",
    );
  }
  const isAboutReads = command === "reads" || command === "growth";
  if (isAboutReads && needsPeerPackages(options.only)) checkPeerPackages();
  if (command === "fan-out") {
    // In words as in JSON: three lines of figures are their own table.
    process.stdout.write(`${JSON.stringify(await runFanOut(options), null, 2)}\n`);
  } else if (command === "ingest") {
    const report = await runIngest(options);
    process.stdout.write(isJson ? `${JSON.stringify(report)}\n` : toIngestTable(report));
  } else if (command === "latency") {
    const report = await runLatency(options);
    process.stdout.write(isJson ? `${JSON.stringify(report)}\n` : toLatencyTable(report));
  } else if (command === "rules") {
    const report = await runRules(options);
    process.stdout.write(isJson ? `${JSON.stringify(report)}\n` : toRulesTable(report));
  } else if (command === "reads") {
    const report = await runReads(options);
    process.stdout.write(isJson ? `${JSON.stringify(report, null, 2)}\n` : toTables(report));
  } else if (command === "guard") {
    const report = await runGuard(options);
    process.stdout.write(isJson ? `${JSON.stringify(report, null, 2)}\n` : toGuardText(report));
    if (report.regressions.length > 0) process.exitCode = 1;
  } else if (command === "record") {
    process.stdout.write(`${JSON.stringify(await recordRatios(options), null, 2)}\n`);
  } else {
    const report = await runGrowth(options);
    process.stdout.write(isJson ? `${JSON.stringify(report, null, 2)}\n` : toGrowthTable(report));
  }
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message.trimEnd()}\n`);
  process.exitCode = 1;
}

/** Every peer's packages are installed together, so one of them stands for all. */
function checkPeerPackages(): void {
  const manifest = createRequire(import.meta.url).resolve("./package.json");
  if (existsSync(manifest.replace(/package\.json$/, "node_modules/graphql-yoga/package.json"))) return;
  throw new OperatorError(
    "The peers are not installed. Run:\n\n  npm ci --prefix bench\n\nor measure without them: --only ours,limitFour,limitBatched",
  );
}
