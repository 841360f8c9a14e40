// `npm run check`: every check that needs no running server. Two steps run at a time; each prints its time, a failing
// one its whole output. Names on the command line run those steps only: `npm run check -- format lint`.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";

interface Step {
  readonly name: string;
  /** Arguments of bin/launch.mjs: a script, or `--bin` and a tool. */
  readonly launch: readonly string[];
  /** Run only where the benchmark's peers are installed (`npm ci --prefix bench`). */
  readonly needsPeers?: true;
}

interface Outcome {
  readonly step: Step;
  readonly succeeded: boolean;
  readonly output: string;
  readonly seconds: number;
}

const hasPeers = existsSync("bench/node_modules");
/** Without the peers' packages nothing can be said of the types of what is built on them. */
const lintIgnores = ["test/fixtures", ...(hasPeers ? [] : ["bench/peers"])];

/** The slowest first, so that the last ones to run are short. */
const steps: readonly Step[] = [
  { name: "types", launch: ["--bin", "tsc", "--noEmit", "-p", "."] },
  {
    name: "lint",
    launch: [
      "--bin",
      "oxlint",
      "--deny-warnings",
      ...lintIgnores.flatMap((path) => ["--ignore-pattern", path]),
    ],
  },
  { name: "spelling", launch: ["--bin", "cspell", "lint", "--no-progress", "--no-summary", "--cache"] },
  { name: "generated client", launch: ["--bin", "graphql-codegen", "--config", "codegen.yml", "--check"] },
  { name: "dead code", launch: ["--bin", "knip", "--no-progress"] },
  { name: "schema.graphql", launch: ["scripts/write-schema.ts", "--check"] },
  { name: "breaking changes", launch: ["scripts/check-schema-changes.ts"] },
  { name: "settings' pages", launch: ["scripts/write-configuration.ts", "--check"] },
  { name: "types of the GraphiQL page", launch: ["--bin", "tsc", "--noEmit", "-p", "graphiql"] },
  {
    name: "types of the benchmark's peers",
    launch: ["--bin", "tsc", "--noEmit", "-p", "bench/peers"],
    needsPeers: true,
  },
  { name: "imports", launch: ["--bin", "depcruise", "src", "scripts", "test", "migrations", "bench"] },
  { name: "format", launch: ["--bin", "oxfmt", "--check", "."] },
  { name: "names", launch: ["scripts/check-names.ts"] },
];

function runStep(step: Step): Promise<Outcome> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["bin/launch.mjs", ...step.launch], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" },
    });
    const chunks: Buffer[] = [];
    const finish = (succeeded: boolean): void => {
      const output = Buffer.concat(chunks).toString("utf8");
      resolve({ step, succeeded, output, seconds: (performance.now() - startedAt) / 1000 });
    };
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => {
      chunks.push(Buffer.from(String(error)));
      finish(false);
    });
    child.on("close", (code) => {
      finish(code === 0);
    });
  });
}

function report({ step, succeeded, output, seconds }: Outcome): void {
  console.log(
    `${succeeded ? "ok    " : "FAILED"}  ${step.name.padEnd(28)} ${seconds.toFixed(1).padStart(5)} s`,
  );
  if (!succeeded) console.log(`\n${output.trim()}\n`);
}

async function runSteps(queue: Step[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
      const outcome = await runStep(step);
      report(outcome);
      outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  return outcomes;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `No check is named ${unknown.join(", ")}. There are: ${steps.map((step) => step.name).join(", ")}.`,
  );
  process.exit(2);
}

const startedAt = performance.now();
const wantedSteps = steps.filter((step) => wanted.length === 0 || wanted.includes(step.name));
for (const { name } of wantedSteps.filter((step) => step.needsPeers && !hasPeers)) {
  console.log(`skipped ${name}: run "npm ci --prefix bench" first`);
}
const outcomes = await runSteps(wantedSteps.filter((step) => !step.needsPeers || hasPeers));
const failed = outcomes.filter((outcome) => !outcome.succeeded);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(
  failed.length === 0
    ? `\nAll ${String(outcomes.length)} checks hold, ${seconds} s.`
    : `\nFailed: ${failed.map(({ step }) => step.name).join(", ")} (${seconds} s).`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
