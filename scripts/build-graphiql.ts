// Builds the GraphiQL page from graphiql/ and its npm packages into a folder of plain files, so that it is served offline
// and under a policy of `script-src 'self'; worker-src 'self'; font-src 'self'`. A hash of all inputs is kept in the
// folder; while it holds, nothing is built.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BuildOptions } from "esbuild";
import { listFiles } from "./list-files.js";

/** Where the page goes, and who wants to know how far it is (0 to 1). */
export interface GraphiqlBuild {
  readonly outDir: string;
  readonly onProgress?: (share: number) => void;
}

/** `unavailable`: the packages of the page are not installed (`npm ci --omit=dev`). */
export type GraphiqlBuildResult = "built" | "unchanged" | "unavailable";

const root = fileURLToPath(new URL("..", import.meta.url));
const { resolve: resolvePackage } = createRequire(import.meta.url);
const hashFile = ".inputs-hash";

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  format: "esm",
  splitting: true,
  platform: "browser",
  target: "es2022",
  legalComments: "external",
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "silent",
};

const page: BuildOptions = {
  ...shared,
  entryPoints: { main: "graphiql/main.tsx" },
  jsx: "automatic",
  publicPath: "/graphiql",
  loader: { ".ttf": "file", ".woff": "file", ".woff2": "file", ".svg": "file" },
  chunkNames: "chunks/[name]-[hash]",
  assetNames: "assets/[name]-[hash]",
};

/** Apart from the page: a chunk that both would share must not touch the document. */
const workers: BuildOptions = {
  ...shared,
  entryPoints: {
    "workers/editor.worker": "monaco-editor/esm/vs/editor/editor.worker.js",
    "workers/json.worker": "monaco-editor/esm/vs/language/json/json.worker.js",
    "workers/graphql.worker": "monaco-graphql/esm/graphql.worker.js",
  },
  chunkNames: "workers/chunks/[name]-[hash]",
};

async function hashInputs(): Promise<string> {
  const hash = createHash("sha256");
  const paths = [
    ...listFiles(join(root, "graphiql")),
    fileURLToPath(import.meta.url),
    join(root, "package-lock.json"),
  ];
  for (const path of paths)
    hash
      .update(path.slice(root.length))
      .update("\0")
      .update(await readFile(path));
  return hash.digest("hex");
}

/** Moves the fonts and images that a stylesheet carries inside itself into files, so that the policy needs no `data:`. */
async function extractEmbeddedFiles(stylesheet: string, folder: string): Promise<void> {
  const files = new Map<string, Buffer>();
  const text = (await readFile(stylesheet, "utf8")).replaceAll(
    /url\("?data:[a-z]+\/([a-z0-9]+)[^,]*;base64,([A-Za-z0-9+/=]+)"?\)/g,
    (_match, type: string, base64: string) => {
      const content = Buffer.from(base64, "base64");
      const name = `${createHash("sha256").update(content).digest("hex").slice(0, 12)}.${type}`;
      files.set(name, content);
      return `url(/graphiql/assets/${name})`;
    },
  );
  await mkdir(folder, { recursive: true });
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  await writeFile(stylesheet, text);
}

async function buildInto(folder: string, onProgress: (share: number) => void): Promise<void> {
  const { build } = await import("esbuild");
  await build({ ...workers, outdir: folder });
  onProgress(0.4);
  await build({ ...page, outdir: folder });
  onProgress(0.9);
  await extractEmbeddedFiles(join(folder, "main.css"), join(folder, "assets"));
  for (const name of ["index.html", "favicon.svg"])
    await cp(join(root, "graphiql", name), join(folder, name));
}

function areToolsInstalled(): boolean {
  try {
    return ["esbuild", "graphiql/package.json", "react-dom/package.json"].every(
      (name) => resolvePackage(name) !== "",
    );
  } catch {
    return false;
  }
}

/** Builds the page when its inputs have changed. The folder is replaced as a whole, never half written. */
export async function buildGraphiql({ outDir, onProgress }: GraphiqlBuild): Promise<GraphiqlBuildResult> {
  const target = resolve(outDir);
  const hash = await hashInputs();
  const built = join(target, hashFile);
  if (existsSync(built) && (await readFile(built, "utf8")) === hash) return "unchanged";
  if (!areToolsInstalled()) return "unavailable";
  const partial = `${target}.${String(process.pid)}.partial`;
  await rm(partial, { recursive: true, force: true });
  try {
    await buildInto(partial, (share) => onProgress?.(share));
    await writeFile(join(partial, hashFile), hash);
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  onProgress?.(1);
  return "built";
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(await buildGraphiql({ outDir: join(root, "dist/graphiql") }));
}
