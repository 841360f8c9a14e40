import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a process of subscribers is told. */
export interface SubscribersOrder {
  readonly gatewayUrls: readonly string[];
  readonly issuerUrl: string;
  readonly customerIds: readonly string[];
  /** The numbers of its subscribers, by which they choose customer and gateway. */
  readonly numbers: readonly number[];
  /** How long a token lasts, at least; connections end with it. */
  readonly tokenSeconds: number;
}

/** What it answers. */
export interface SubscribersReport {
  readonly reports: readonly {
    readonly name: string;
    readonly customerId: string;
    readonly cursors: readonly string[];
    /** When and why it had to go on by itself. */
    readonly interruptions: readonly string[];
  }[];
  readonly interruptions: Readonly<Record<string, number>>;
  readonly failure?: string;
}

/** Subscribers at work. */
export interface Subscribers extends AsyncDisposable {
  report(): Promise<readonly SubscribersReport[]>;
}

/** Starts the subscribers in several processes; each has its snapshot when this resolves. */
export async function startSubscribers(
  order: Omit<SubscribersOrder, "numbers">,
  count: number,
  processes: number,
): Promise<Subscribers> {
  await using started = new AsyncDisposableStack();
  const children: ChildProcess[] = [];
  for (let part = 0; part < processes; part += 1) {
    const child = fork(fileURLToPath(new URL("subscribers-process.ts", import.meta.url)), {
      execArgv: ["--import", "./bin/typescript.mjs"],
      serialization: "advanced",
    });
    const exited = once(child, "exit");
    started.defer(async () => {
      child.kill("SIGKILL");
      await exited;
    });
    children.push(child);
    const numbers = Array.from({ length: count }, (_, at) => at).filter((at) => at % processes === part);
    const isReady = once(child, "message");
    child.send({ ...order, numbers } satisfies SubscribersOrder);
    await isReady;
  }
  const running = started.move();
  return {
    report: () =>
      Promise.all(
        children.map(async (child) => {
          const answered = once(child, "message") as Promise<[SubscribersReport]>;
          child.send("report");
          return (await answered)[0];
        }),
      ),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
