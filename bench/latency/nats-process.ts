// A nats-server of the benchmark's own, on a free port and in a folder that goes with it.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { OperatorError } from "../../src/shared/operator-error.js";

const startTimeoutMs = 10_000;

/** Why JetStream is not measured; undefined where it is. */
export function findReasonWithoutNats(): string | undefined {
  const isThere = spawnSync("nats-server", ["--version"]).status === 0;
  return isThere ? undefined : "There is no nats-server (Debian: apt-get install nats-server).";
}

/** A server that runs. */
export interface NatsProcess extends AsyncDisposable {
  readonly url: string;
}

/** Starts it, and waits until it greets. */
export async function startNats(): Promise<NatsProcess> {
  const folder = await mkdtemp(join(tmpdir(), "customer-360-bench-nats-"));
  const port = await findFreePort();
  const child = spawn("nats-server", ["-js", "-a", "127.0.0.1", "-p", String(port), "-sd", folder], {
    stdio: "ignore",
  });
  const killAtExit = (): void => void child.kill("SIGKILL");
  process.once("exit", killAtExit);
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
    process.removeListener("exit", killAtExit);
    await rm(folder, { recursive: true, force: true });
  };
  for (const endAt = performance.now() + startTimeoutMs; performance.now() < endAt;) {
    if (await isGreeting(port))
      return { url: `nats://127.0.0.1:${String(port)}`, [Symbol.asyncDispose]: stop };
    await delay(20);
  }
  await stop();
  throw new OperatorError("nats-server did not start.");
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isGreeting(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const answer = (isThere: boolean) => (): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once("data", answer(true)).once("error", answer(false));
  });
}
