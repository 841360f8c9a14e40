// The loader that compiles the project's TypeScript, in a copy of its own so that the files can change.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "customer-360-typescript-"));
  await cp(join(root, "bin"), join(folder, "bin"), { recursive: true });
  await cp(join(root, "tsconfig.json"), join(folder, "tsconfig.json"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await mkdir(join(folder, "node_modules/@esbuild"), { recursive: true });
  for (const name of ["esbuild", `@esbuild/${process.platform}-${process.arch}`]) {
    await symlink(join(root, "node_modules", name), join(folder, "node_modules", name));
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function runProgram(): Promise<string> {
  const args = ["--import", "./bin/typescript.mjs", "main.ts"];
  const { stdout } = await run(process.execPath, args, { cwd: folder });
  return stdout;
}

test("a file that has changed is compiled anew, one that has not is not", async () => {
  await writeFile(
    join(folder, "main.ts"),
    'import { word } from "./word.js";\nconsole.log(word satisfies string);',
  );
  await writeFile(join(folder, "word.ts"), 'export const word: string = "one";');
  expect(await runProgram()).toBe("one\n");
  await writeFile(join(folder, "word.ts"), 'export const word: string = "two";');
  expect(await runProgram()).toBe("two\n");

  const kept = join(folder, "node_modules/.cache/typescript/word.ts.js");
  await writeFile(kept, (await readFile(kept, "utf8")).replace('"two"', '"kept"'));
  expect(await runProgram()).toBe("kept\n");
});

test("a mistake is told with the line of the TypeScript", async () => {
  await writeFile(
    join(folder, "main.ts"),
    'interface Unused {\n  a: 1;\n}\n\nthrow new Error("here") as Unused;',
  );
  await expect(runProgram()).rejects.toThrow(/main\.ts:5/);
});
