// Loaded first into every program of this project: lets Node run its TypeScript. A file is compiled when it is needed for the
// first time and kept beside the packages until it changes, so that a start compiles nothing and the compiler is not in memory.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire, registerHooks, setSourceMapsSupport } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const cache = join(root, "node_modules", ".cache", "typescript");
const compilerIdleMs = 500;

// Names of functions are left as they are: keeping them through every transformation costs a call for each closure that is made.
const options = {
  loader: "ts",
  format: "esm",
  target: "node24",
  sourcemap: "inline",
  sourcesContent: false,
  logLevel: "silent",
  tsconfigRaw: readFileSync(join(root, "tsconfig.json"), "utf8"),
};
const settings = JSON.stringify([require("esbuild/package.json").version, options]);

let compiler;
let idle;

function compile(source, path) {
  compiler ??= require("esbuild");
  clearTimeout(idle);
  idle = setTimeout(() => compiler.stop(), compilerIdleMs).unref();
  return compiler.transformSync(source, { ...options, sourcefile: path }).code;
}

/** JavaScript for a file: the kept one when it was made of the same text, else compiled and kept. */
function toJavaScript(path) {
  const source = readFileSync(path, "utf8");
  const key = createHash("sha256").update(settings).update(path).update(source).digest("hex");
  const kept = join(cache, `${relative(root, path).replaceAll("..", "_")}.js`);
  const known = readKept(kept);
  if (known?.startsWith(key)) return known.slice(key.length + 1);
  const code = compile(source, path);
  keep(kept, `${key}\n${code}`);
  return code;
}

function readKept(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** As a whole, because other processes may start at the same time; where nothing can be written, nothing is kept. */
function keep(path, text) {
  const partial = `${path}.${String(process.pid)}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(partial, text);
    renameSync(partial, path);
  } catch {
    // A read-only folder: the next start compiles again.
  }
}

const isOwn = (url) =>
  url?.startsWith("file:") === true && url.endsWith(".ts") && !url.includes("/node_modules/");

// Stacks name the lines of the TypeScript; maps of packages would only be held in memory.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
registerHooks({
  resolve(specifier, context, nextResolve) {
    // Imports name the JavaScript that TypeScript becomes.
    if (specifier.startsWith(".") && specifier.endsWith(".js") && isOwn(context.parentURL)) {
      const url = new URL(`${specifier.slice(0, -2)}ts`, context.parentURL);
      if (existsSync(url)) return { url: url.href, format: "module", shortCircuit: true };
    }
    return nextResolve(specifier, context);
  },
  load(url, context, nextLoad) {
    if (!isOwn(url)) return nextLoad(url, context);
    return { format: "module", source: toJavaScript(fileURLToPath(url)), shortCircuit: true };
  },
});
