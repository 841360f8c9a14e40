// The text of /metrics: of this process, or of all processes that answer on the same port, whichever of them is asked. A fork
// asks the process that started it, which asks all forks.
import cluster, { type Worker } from "node:cluster";
import { randomUUID } from "node:crypto";
import { AggregatorRegistry, Registry } from "prom-client";
import type { ToldMetric } from "./counts.js";
import type { Meter } from "./meter.js";

/** The media type of the text. */
export const metricsMediaType = Registry.PROMETHEUS_CONTENT_TYPE;

/** Tells everything that was counted. */
export interface MetricsExposition extends Disposable {
  readonly tell: () => Promise<string>;
}

type Told = readonly ToldMetric[];
type Message =
  | { readonly kind: "metrics-wanted"; readonly id: string }
  | { readonly kind: "metrics-of-one"; readonly id: string; readonly told: Told }
  | { readonly kind: "metrics-of-all-wanted"; readonly id: string }
  | { readonly kind: "metrics-of-all"; readonly id: string; readonly text: string };

/** A process that does not answer for so long, because it has only begun, is left out. */
const oneTimeoutMs = 1_500;
/** Longer than that, so that one who is late does not cost the numbers of all. */
const allTimeoutMs = 5_000;

/** Begins to answer other processes. */
export function exposeMetrics({ registry }: Meter): MetricsExposition {
  const waiting = new Map<string, (message: Message) => void>();

  /** Waits for the answer to a question; undefined when none comes in time. */
  function expect(id: string, timeoutMs: number): Promise<Message | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), timeoutMs);
      timer.unref();
      waiting.set(id, (message) => {
        clearTimeout(timer);
        resolve(message);
      });
    }).finally(() => waiting.delete(id)) as Promise<Message | undefined>;
  }

  async function tellOwn(): Promise<Told> {
    return (await registry.getMetricsAsJSON()) as unknown as Told;
  }

  async function tellAll(): Promise<string> {
    const forks = Object.values(cluster.workers ?? {}).filter((fork) => fork?.isConnected() === true);
    if (forks.length === 0) return registry.metrics();
    const answers = await Promise.all(
      forks.map(async (fork) => {
        const id = randomUUID();
        const answer = expect(id, oneTimeoutMs);
        fork!.send({ kind: "metrics-wanted", id } satisfies Message, () => undefined);
        const message = await answer;
        return message?.kind === "metrics-of-one" ? mark(message.told, String(fork!.id)) : [];
      }),
    );
    const all = [mark(await tellOwn(), "primary"), ...answers];
    // Its types speak of instances, it works on what they tell.
    return AggregatorRegistry.aggregate(
      all as unknown as Parameters<typeof AggregatorRegistry.aggregate>[0],
    ).metrics();
  }

  function hear(message: unknown, answer: (message: Message) => void): void {
    if (!isMessage(message)) return;
    if (message.kind === "metrics-wanted")
      void tellOwn().then((told) => answer({ kind: "metrics-of-one", id: message.id, told }));
    else if (message.kind === "metrics-of-all-wanted")
      void tellAll().then((text) => answer({ kind: "metrics-of-all", id: message.id, text }));
    else waiting.get(message.id)?.(message);
  }

  const hearFork = (fork: Worker, message: unknown): void =>
    hear(message, (answer) => {
      if (fork.isConnected()) fork.send(answer, () => undefined);
    });
  const hearPrimary = (message: unknown): void => hear(message, (answer) => process.send?.(answer));
  if (cluster.isWorker) process.on("message", hearPrimary);
  else cluster.on("message", hearFork);

  return {
    tell: async () => {
      if (!cluster.isWorker) return tellAll();
      const id = randomUUID();
      const answer = expect(id, allTimeoutMs);
      process.send?.({ kind: "metrics-of-all-wanted", id } satisfies Message);
      const message = await answer;
      return message?.kind === "metrics-of-all" ? message.text : registry.metrics();
    },
    [Symbol.dispose]: () => {
      process.off("message", hearPrimary);
      cluster.off("message", hearFork);
    },
  };
}

function isMessage(message: unknown): message is Message {
  return (
    typeof message === "object" &&
    message !== null &&
    "kind" in message &&
    typeof message.kind === "string" &&
    message.kind.startsWith("metrics-")
  );
}

/** Says of every number whose it is. */
function mark(told: Told, processName: string): Told {
  return told.map((metric) => ({
    ...metric,
    values: metric.values.map((value) => ({ ...value, labels: { ...value.labels, process: processName } })),
  }));
}
