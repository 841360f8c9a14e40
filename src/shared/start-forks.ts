// Several processes that answer on one port (node:cluster): the one that starts them hands out the connections in turn,
// replaces a process that died, and stops them all.
import cluster, { type Address, type Worker } from "node:cluster";
import { once } from "node:events";
import { timerPause, toBackoffMs } from "./backoff.js";

/** Whether this process was started by `startForks`. */
export const isFork = cluster.isWorker;

/** What starting needs. */
export interface ForkOptions {
  readonly count: number;
  /** Variables beside those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes what the processes write to their error output, the log among it. */
  readonly log: NodeJS.WritableStream;
  /** Hears of a process that ended without being asked to; another one is started. */
  readonly onDied: (fork: { readonly pid: number | undefined; readonly code: number | string }) => void;
}

/** Processes that answer. */
export interface Forks {
  readonly port: number;
  /** Has every process finish what is under way, and waits for their end. */
  close(): Promise<void>;
}

const backoff = { minMs: 200, maxMs: 10_000 };

/** Starts this program again, `count` times; resolves when all of them listen, and rejects when one ends before that. */
export async function startForks({ count, environment, log, onDied }: ForkOptions): Promise<Forks> {
  cluster.setupPrimary({ silent: true });
  const stop = new AbortController();
  const replacing = new Set<Promise<void>>();
  let deaths = 0;

  function startOne(): Worker {
    const fork = cluster.fork(environment);
    fork.process.stdout?.resume();
    fork.process.stderr?.pipe(log, { end: false });
    return fork;
  }

  /** Has a process replaced when it dies, and the one that replaces it too. */
  function keep(fork: Worker): void {
    fork.once("exit", (code: number, signal: string) => {
      if (stop.signal.aborted) return;
      onDied({ pid: fork.process.pid, code: signal || code });
      deaths += 1;
      const replaced = timerPause(toBackoffMs(deaths, backoff, Math.random), stop.signal).then(() => {
        if (stop.signal.aborted) return;
        const next = startOne();
        next.once("listening", () => (deaths = 0));
        keep(next);
      });
      replacing.add(replaced);
      void replaced.finally(() => replacing.delete(replaced));
    });
  }

  async function close(): Promise<void> {
    stop.abort();
    await Promise.all(replacing);
    await Promise.all(
      Object.values(cluster.workers ?? {}).map(async (fork) => {
        if (fork === undefined || fork.isDead()) return;
        const ended = once(fork, "exit");
        fork.process.kill("SIGTERM");
        await ended;
      }),
    );
  }

  const forks = Array.from({ length: count }, startOne);
  try {
    const [address] = await Promise.all(forks.map(untilListening));
    for (const fork of forks) keep(fork);
    return { port: address!.port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function untilListening(fork: Worker): Promise<Address> {
  const ended = new AbortController();
  const exited = once(fork, "exit", { signal: ended.signal }).then(() => {
    throw new Error("A process that was to answer ended before it did; what it wrote is above.");
  });
  try {
    const listening = once(fork, "listening", { signal: ended.signal });
    const [address] = (await Promise.race([listening, exited])) as [Address];
    return address;
  } finally {
    ended.abort();
    exited.catch(() => undefined);
  }
}
