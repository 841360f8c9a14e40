#!/usr/bin/env node
// Runs a program of this project under Node 24, whatever Node the user has. In: `<file.ts> args…` or
// `--bin <tool> args…`. Out: the program's exit code. Plain JavaScript, because it has to run on Node 20.
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, readSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findPackageRunner, isAlive } from "./package-runner.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(join(root, "package.json"));
const pollMs = 500;
const graceMs = 15_000;
const sameSignalMs = 1_000;

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function tryResolve(name) {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}

/** Node 24 from the optional packages, else this Node if it is new enough. */
function findNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const manifest = tryResolve(`node-${platform}-${process.arch}/package.json`);
  const bundled = manifest && join(dirname(manifest), "bin", platform === "win" ? "node.exe" : "node");
  if (bundled && existsSync(bundled)) return bundled;
  // Older ones lack AsyncDisposableStack, by which everything that was started is closed.
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  return fail(
    `This is Node ${process.versions.node}, and the Node 24 among the optional packages is not installed: ` +
      `run "npm ci" without --omit=optional, or use Node 24 or newer.`,
  );
}

/** The file behind `node_modules/.bin/<tool>`. */
function findTool(tool) {
  const shim = join(root, "node_modules", ".bin", tool);
  if (existsSync(shim)) {
    const file = realpathSync(shim);
    // On Windows the entry is a shell script that names the file; elsewhere it is a link to it.
    const named = /"\$basedir[\\/]([^"]+)"\s+"\$@"/.exec(readStart(file))?.[1];
    return named ? join(dirname(shim), named) : file;
  }
  const manifestFile = tryResolve(`${tool}/package.json`);
  if (manifestFile) {
    const { bin } = JSON.parse(readFileSync(manifestFile, "utf8"));
    const entry = typeof bin === "string" ? bin : bin?.[tool];
    if (entry) return join(dirname(manifestFile), entry);
  }
  return fail(`The tool "${tool}" is not installed: run "npm ci" (development tools included) first.`);
}

function readStart(file) {
  const handle = openSync(file, "r");
  const buffer = Buffer.alloc(1_000);
  const length = readSync(handle, buffer);
  closeSync(handle);
  return buffer.toString("latin1", 0, length);
}

function isNodeScript(file) {
  if (/\.[cm]?js$/.test(file)) return true;
  return /^#!.*\bnode\b/.test(readStart(file).split("\n")[0]);
}

function buildCommand(node, [first, ...rest]) {
  // Makes the program stop when this launcher is killed without a chance to say so.
  const stopWithLauncher = ["--import", pathToFileURL(join(root, "bin", "stop-with-launcher.mjs")).href];
  if (first === "--bin") {
    const [tool, ...args] = rest;
    if (!tool) fail("Usage: launch.mjs --bin <tool> [arguments]");
    const file = findTool(tool);
    return isNodeScript(file) ? [node, ...stopWithLauncher, file, ...args] : [file, ...args];
  }
  if (!first) fail("Usage: launch.mjs <file.ts> [arguments]  or  launch.mjs --bin <tool> [arguments]");
  const file = resolve(root, first);
  if (!existsSync(file)) fail(`There is no file ${file}.`);
  if (!tryResolve("esbuild")) fail(`The packages are not installed: run "npm ci" first.`);
  const typescript = ["--import", pathToFileURL(join(root, "bin", "typescript.mjs")).href];
  return [node, ...stopWithLauncher, ...typescript, file, ...rest];
}

const args = process.argv.slice(2);
const node = findNode();
const [program, ...programArgs] = buildCommand(node, args);
const child = spawn(program, programArgs, {
  stdio: "inherit",
  env: {
    ...process.env,
    // Tools that start `node` themselves get the same one.
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`,
    LAUNCHER_PID: String(process.pid),
  },
});

let forwardedAt = -Infinity;
function forward(signal) {
  // npm repeats to us what the terminal has sent already; passed on twice it would read as impatience.
  if (performance.now() - forwardedAt < sameSignalMs) return;
  forwardedAt = performance.now();
  child.kill(signal);
}
process.on("SIGTERM", () => forward("SIGTERM"));
// Ctrl-C reaches the whole group of the terminal; a tool would take a second one as "at once".
process.on("SIGINT", () => {
  if (args[0] !== "--bin" || !process.stdin.isTTY) forward("SIGINT");
});

child.on("error", (error) => fail(`${program} cannot be started: ${error.message}`));
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});

// kill -9 of npm tells nobody; without this the server would go on and keep its port.
const runner = findPackageRunner();
if (runner) {
  const timer = setInterval(() => {
    if (isAlive(runner)) return;
    clearInterval(timer);
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), graceMs).unref();
  }, pollMs);
  timer.unref();
}
