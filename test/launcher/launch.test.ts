import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { symlink, mkdtemp, rm, cp, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { isRunning } from "../../src/demo/postgres/process-info.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fixture = join(root, "test/fixtures/launched.ts");
const started: number[] = [];

afterEach(() => {
  for (const pid of started.splice(0)) if (isRunning(pid)) process.kill(pid, "SIGKILL");
});

interface Launched {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly pid: number;
  readonly version: string;
}

/** Starts a command that launches the fixture, and waits until the fixture says that it runs. */
async function launch(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Launched> {
  const child = spawn(command, args, {
    cwd: root,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.push(child.pid!);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  const first = await vi.waitUntil(() => lines.find((line) => line.startsWith("{")), { timeout: 40_000 });
  const { pid, version } = JSON.parse(first) as { pid: number; version: string };
  started.push(pid);
  return { child, lines, pid, version };
}

async function endOf(child: ChildProcess): Promise<number | string> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode ?? child.signalCode ?? "";
}

const launcher = [join(root, "bin/launch.mjs")];

describe("the launcher", { timeout: 60_000 }, () => {
  test("runs TypeScript under Node 24 and passes the exit code on", async () => {
    const { child, version } = await launch(process.execPath, [...launcher, fixture, "7", "exit"]);
    expect(version).toMatch(/^v24\./);
    expect(await endOf(child)).toBe(7);
  });

  test("ends by the signal that ended the program", async () => {
    const { child } = await launch(process.execPath, [...launcher, fixture, "0", "die"]);
    expect(await endOf(child)).toBe("SIGKILL");
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "passes %s on once, and waits for an orderly end",
    async (signal) => {
      const { child, lines } = await launch(process.execPath, [...launcher, fixture, "3"]);
      child.kill(signal);
      child.kill(signal);
      expect(await endOf(child)).toBe(3);
      await vi.waitFor(() => expect(lines.slice(1)).toEqual([signal]));
    },
  );

  test("leaves no program behind when it is killed", async () => {
    const { child, pid, lines } = await launch(process.execPath, [...launcher, fixture]);
    child.kill("SIGKILL");
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 20_000 });
    expect(lines).toContain("SIGTERM");
  });

  test("leaves no program behind when the npm above it is killed", async () => {
    // Stands for npm: a process of npm's Node, with a shell between itself and the script that it runs.
    const command = `"${process.execPath}" "${launcher[0]}" "${fixture}"; exit $?`;
    const npm = `require("node:child_process").spawn("sh", ["-c", ${JSON.stringify(command)}], { stdio: "inherit" })`;
    const env = { npm_lifecycle_event: "start", npm_node_execpath: process.execPath };
    const { child, pid, lines } = await launch(process.execPath, ["-e", npm], env);
    child.kill("SIGKILL");
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 20_000 });
    expect(lines).toContain("SIGTERM");
  });

  test("runs a package's tool", async () => {
    const child = spawn(process.execPath, [...launcher, "--bin", "tsc", "--version"], { cwd: root });
    const [output] = (await once(child.stdout, "data")) as [Buffer];
    expect(String(output)).toMatch(/^Version \d/);
    expect(await endOf(child)).toBe(0);
  });

  test.each([
    [["no-such-file.ts"], /There is no file/],
    [["--bin", "no-such-tool"], /"no-such-tool" is not installed/],
    [[], /Usage/],
  ])("says in one sentence what is wrong with %j", async (args, message) => {
    const child = spawn(process.execPath, [...launcher, ...args], { cwd: root });
    const [output] = (await once(child.stderr, "data")) as [Buffer];
    expect(String(output)).toMatch(message);
    expect(await endOf(child)).toBe(1);
  });

  test("without packages says what to install", async () => {
    const folder = await mkdtemp(join(tmpdir(), "customer-360-launcher-"));
    try {
      await cp(join(root, "bin"), join(folder, "bin"), { recursive: true });
      await mkdir(join(folder, "test"));
      await symlink(fixture, join(folder, "test/launched.ts"));
      const child = spawn(process.execPath, [join(folder, "bin/launch.mjs"), "test/launched.ts"]);
      const [output] = (await once(child.stderr, "data")) as [Buffer];
      expect(String(output)).toBe('The packages are not installed: run "npm ci" first.\n');
      expect(await endOf(child)).toBe(1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
