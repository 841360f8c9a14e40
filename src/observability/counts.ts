// Counting, cheap enough for every request: a number in memory, found by its labels once or looked up in a map. What
// Prometheus is told is made when it asks.

/** A number with its labels. */
export interface ToldValue {
  /** Where it is another one than the metric's: the buckets of a histogram. */
  readonly metricName?: string;
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
}

/** A metric as the registry of prom-client is told it, and as it goes from process to process. */
export interface ToldMetric {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly values: readonly ToldValue[];
  readonly aggregator: "sum" | "max";
}

/** A number of one set of labels. */
export interface Count {
  value: number;
}

/** Numbers by labels, which are few and known in advance: never an id, nothing of a person. */
export class Counts<Label extends string> {
  readonly #series = new Map<string, { readonly labels: readonly string[]; readonly count: Count }>();

  constructor(
    readonly name: string,
    private readonly help: string,
    private readonly labels: readonly Label[],
    private readonly type: "counter" | "gauge" = "counter",
  ) {}

  /** The number of these labels, in the order of their names. */
  at(...labels: readonly string[]): Count {
    const key = labels.join("\0");
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { labels, count: { value: 0 } };
      this.#series.set(key, series);
    }
    return series.count;
  }

  /** For the registry. */
  get(): ToldMetric {
    const { name, help, type } = this;
    const values = [...this.#series.values()].map(({ labels, count }) => ({
      value: count.value,
      labels: toLabels(this.labels, labels),
    }));
    return { name, help, type, values, aggregator: "sum" };
  }
}

/** Upper bounds in seconds, from a plan out of memory to a request at its deadline. */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] as const;

/** Durations of one set of labels. */
export class Duration {
  readonly buckets = new Float64Array(bounds.length + 1);
  sum = 0;

  observe(seconds: number): void {
    let at = 0;
    while (at < bounds.length && seconds > bounds[at]!) at += 1;
    this.buckets[at]! += 1;
    this.sum += seconds;
  }
}

/** Durations by labels, as a histogram. */
export class Durations<Label extends string> {
  readonly #series = new Map<string, { readonly labels: readonly string[]; readonly duration: Duration }>();

  constructor(
    readonly name: string,
    private readonly help: string,
    private readonly labels: readonly Label[],
  ) {}

  /** The durations of these labels, in the order of their names. */
  at(...labels: readonly string[]): Duration {
    const key = labels.join("\0");
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { labels, duration: new Duration() };
      this.#series.set(key, series);
    }
    return series.duration;
  }

  /** For the registry. */
  get(): ToldMetric {
    const { name, help } = this;
    const values: ToldValue[] = [];
    for (const { labels: texts, duration } of this.#series.values()) {
      const labels = toLabels(this.labels, texts);
      let below = 0;
      for (const [at, count] of duration.buckets.entries()) {
        below += count;
        const le = bounds[at] ?? "+Inf";
        values.push({ metricName: `${name}_bucket`, value: below, labels: { ...labels, le } });
      }
      values.push({ metricName: `${name}_sum`, value: duration.sum, labels });
      values.push({ metricName: `${name}_count`, value: below, labels });
    }
    return { name, help, type: "histogram", values, aggregator: "sum" };
  }
}

function toLabels(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""]));
}
