// Rounds as one line: the median round's quantiles, and how far the rounds lie apart.
import type { LiveResult } from "./live-order.js";

/** The figures of one way. */
export interface LatencyFigures {
  /** From the commit of an event to its frame: quantiles of each round, of which the median. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Least and most of the rounds. */
  readonly spread: { readonly p50Ms: readonly [number, number]; readonly p99Ms: readonly [number, number] };
  /** The same from the time at which the event was due to be appended: a writer that is held up shows here. */
  readonly sinceDue: { readonly p50Ms: number; readonly p99Ms: number };
  readonly events: number;
  readonly lost: number;
  readonly repeated: number;
}

/** Puts rounds together. */
export function toFigures(results: readonly LiveResult[]): LatencyFigures {
  const of = (pick: (result: LiveResult) => readonly number[], share: number): readonly number[] =>
    results.map((result) => findQuantile(pick(result), share)).toSorted((a, b) => a - b);
  const p50s = of(({ latenciesMs }) => latenciesMs, 0.5);
  const p99s = of(({ latenciesMs }) => latenciesMs, 0.99);
  const sum = (pick: (result: LiveResult) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  return {
    p50Ms: findMedian(p50s),
    p99Ms: findMedian(p99s),
    spread: { p50Ms: [p50s[0] ?? 0, p50s.at(-1) ?? 0], p99Ms: [p99s[0] ?? 0, p99s.at(-1) ?? 0] },
    sinceDue: {
      p50Ms: findMedian(of(({ sinceDueMs }) => sinceDueMs, 0.5)),
      p99Ms: findMedian(of(({ sinceDueMs }) => sinceDueMs, 0.99)),
    },
    events: sum(({ events }) => events),
    lost: sum(({ lost }) => lost),
    repeated: sum(({ repeated }) => repeated),
  };
}

function findQuantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).toSorted();
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return Number(value.toFixed(2));
}

function findMedian(sorted: readonly number[]): number {
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
