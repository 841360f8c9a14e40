// What a process counts, and how it is told to Prometheus. In: numbers as things happen, and questions that are asked when
// somebody wants to know. Out: the text of /metrics. Labels are few words of ours: no ids, nothing of a person.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Gauge, Registry, type Metric } from "prom-client";
import { Counts, Durations } from "./counts.js";

/** One reading: the labels' values in the order of their names, and the number. */
export type Reading = readonly [...labels: string[], value: number];

/** The meter of a process. */
export interface Meter extends Disposable {
  readonly registry: Registry;
  /** Answered GraphQL operations. Outcome: OK, PARTIAL (data and errors), FAILED. Way: PLAN, GENERAL. */
  readonly operations: Counts<"operation" | "outcome" | "way">;
  readonly operationSeconds: Durations<"operation" | "way">;
  /** Callers that were refused, by the code of the error. */
  readonly refusals: Counts<"code">;
  readonly sourceReads: Counts<"source" | "facet" | "outcome">;
  readonly sourceReadSeconds: Durations<"source" | "outcome">;
  readonly ingested: Counts<"door" | "status">;
  readonly ingestBatchesRefused: Counts<"code">;
  readonly ingestEventsWaiting: Counts<never>;
  readonly accessEntries: Counts<"outcome">;
  readonly accessNotesWaiting: Counts<never>;
  readonly subscribers: Counts<never>;
  readonly deliveries: Counts<never>;
  /** Adds numbers that are asked for when Prometheus asks. What cannot be told is left out. */
  ask(
    name: string,
    help: string,
    labels: readonly string[],
    read: () => Promise<readonly Reading[]> | readonly Reading[],
  ): void;
}

/** The beginning of every name. */
export const metricPrefix = "customer360_";

/** Makes a meter that knows its process already. */
export function createMeter(): Meter {
  const registry = new Registry();
  const counts = <Label extends string>(
    name: string,
    help: string,
    labels: readonly Label[],
    type?: "gauge",
  ): Counts<Label> => register(registry, new Counts(`${metricPrefix}${name}`, help, labels, type));
  const durations = <Label extends string>(
    name: string,
    help: string,
    labels: readonly Label[],
  ): Durations<Label> => register(registry, new Durations(`${metricPrefix}${name}`, help, labels));

  const ask: Meter["ask"] = (name, help, labelNames, read) => {
    // It registers itself.
    void new Gauge({
      name: `${metricPrefix}${name}`,
      help,
      labelNames,
      registers: [registry],
      aggregator: "max",
      async collect() {
        this.reset();
        const readings = await Promise.resolve()
          .then(read)
          .catch(() => []);
        for (const reading of readings) {
          const labels = reading.slice(0, -1).map(String);
          this.labels(...labels).set(Number(reading.at(-1)));
        }
        // A number without labels begins as 0, which is not known to be true.
        if (labelNames.length === 0 && readings.length === 0) this.remove();
      },
    });
  };
  const loopDelay = monitorEventLoopDelay({ resolution: 20 });
  loopDelay.enable();
  ask("event_loop_delay_seconds", "Delay of the event loop since the last question.", ["quantile"], () => {
    const readings = ([50, 99, 100] as const).map((percent): Reading => [
      String(percent / 100),
      loopDelay.percentile(percent) / 1e9,
    ]);
    loopDelay.reset();
    return readings;
  });
  ask("process_memory_bytes", "Memory of the process.", ["kind"], () => {
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    return [
      ["resident", rss],
      ["heap_used", heapUsed],
      ["heap_total", heapTotal],
      ["external", external],
    ];
  });
  ask("process_cpu_seconds", "User and system time of the process since its start.", [], () => {
    const { user, system } = process.cpuUsage();
    return [[(user + system) / 1e6]];
  });
  ask("process_start_time_seconds", "When the process started, in Unix time.", [], () => [
    [performance.timeOrigin / 1_000],
  ]);

  return {
    registry,
    operations: counts("operations_total", "Answered GraphQL operations.", ["operation", "outcome", "way"]),
    operationSeconds: durations("operation_seconds", "Time to answer an operation.", ["operation", "way"]),
    refusals: counts("refusals_total", "Callers that were refused.", ["code"]),
    sourceReads: counts("source_reads_total", "Batches read from a source.", ["source", "facet", "outcome"]),
    sourceReadSeconds: durations("source_read_seconds", "Time of a batch.", ["source", "outcome"]),
    ingested: counts("ingested_events_total", "Events sent to us.", ["door", "status"]),
    ingestBatchesRefused: counts("ingest_batches_refused_total", "Batches not taken.", ["code"]),
    ingestEventsWaiting: counts("ingest_events_waiting", "Events that are not answered yet.", [], "gauge"),
    accessEntries: counts("access_log_entries_total", "Entries of the access log.", ["outcome"]),
    accessNotesWaiting: counts("access_log_waiting", "Entries that are being written.", [], "gauge"),
    subscribers: counts("subscribers", "Subscriptions that are open.", [], "gauge"),
    deliveries: counts("deliveries_total", "Payloads handed to subscribers.", []),
    ask,
    [Symbol.dispose]: () => loopDelay.disable(),
  };
}

/** The registry asks a metric for nothing but its name and what `get` answers. */
function register<Kept extends { readonly name: string; get(): unknown }>(
  registry: Registry,
  kept: Kept,
): Kept {
  registry.registerMetric(kept as unknown as Metric);
  return kept;
}
