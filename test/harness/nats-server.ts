// A real nats-server with JetStream for tests, on a port and in a folder of its own. Where the program is missing the tests
// are skipped and say so; in CI they fail.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect as connectSocket, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";

const isInstalled = spawnSync("nats-server", ["--version"]).status === 0;

const isNeeded = process.env["CI"] !== undefined;

/** Why tests with a nats-server are skipped; undefined when they run, which in CI they always do. */
export const reasonWithoutNats =
  isInstalled || isNeeded ? undefined : "there is no nats-server (Debian: apt-get install nats-server)";

/** A server that runs, or ran. */
export interface TestNats extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  /** Ends it at once, as a crash does. What it had stored stays. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder. */
  start(): Promise<void>;
}

/** Starts a server; `options` are more of its command line. */
export async function startNats(options: readonly string[] = []): Promise<TestNats> {
  return startNamed("n", options);
}

/** Starts three servers that know each other. */
export async function startNatsCluster(): Promise<AsyncDisposable & { readonly nodes: readonly TestNats[] }> {
  const routePorts = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  const routes = routePorts.map((port) => `nats://127.0.0.1:${String(port)}`);
  await using started = new AsyncDisposableStack();
  const nodes = await Promise.all(
    routes.map((route, at) =>
      startNamed(`n${String(at)}`, ["--cluster_name", "test", "--cluster", route, "--routes", routes.join()]),
    ),
  );
  for (const node of nodes) started.use(node);
  const running = started.move();
  return { nodes, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}

async function startNamed(name: string, options: readonly string[]): Promise<TestNats> {
  const port = await findFreePort();
  const folder = await mkdtemp(join(tmpdir(), "customer-360-nats-"));
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const args = ["-js", "-n", name, "-a", "127.0.0.1", "-p", String(port), "-sd", folder, ...options];
    const started = spawn("nats-server", args, { stdio: ["ignore", "ignore", "pipe"] });
    child = started;
    let text = "";
    started.stderr.on("data", (part: Buffer) => (text += part.toString("utf8")));
    await vi.waitFor(
      async () => {
        if (started.exitCode !== null) throw new Error(`nats-server ended:\n${text}`);
        await knock(port);
      },
      { timeout: 10_000, interval: 20 },
    );
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, "exit");
    ending.kill(signal);
    await ended;
  }

  await start();
  return {
    name,
    url: `nats://127.0.0.1:${String(port)}`,
    kill: () => end("SIGKILL"),
    start,
    [Symbol.asyncDispose]: async () => {
      await end("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function knock(port: number): Promise<void> {
  const socket = connectSocket(port, "127.0.0.1");
  try {
    // The server greets whoever comes.
    await once(socket, "data");
  } finally {
    socket.destroy();
  }
}
