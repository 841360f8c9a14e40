// Rounds of stretches as one line for each contender. Ratios are taken within a round, because what disturbs the machine in a
// round disturbs everybody in it.
import type { Stretch } from "./measure-contender.js";

/** A contender's figures for one workload. */
export interface Summary {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Requests per second as a share of the limit's in the same round: median, least, most. */
  readonly ratio: number;
  readonly ratioMin: number;
  readonly ratioMax: number;
  /** CPU of server and database for one request. */
  readonly cpuMsPerRequest: number;
  readonly serverCpuMsPerRequest: number;
  readonly databaseCpuMsPerRequest: number;
  /** The limit's CPU for a request as a share of this one's. */
  readonly cpuRatio: number;
  readonly cpuRatioMin: number;
  readonly cpuRatioMax: number;
  readonly residentMb: number;
  readonly statementsPerRequest: number;
  readonly bytesPerRequest: number;
  readonly errors: number;
  readonly requests: number;
  readonly rounds: number;
}

/** Puts a contender's rounds together; `limit` holds the limit's stretches of the same rounds. */
export function summarise(stretches: readonly Stretch[], limit: readonly Stretch[]): Summary {
  const of = (pick: (stretch: Stretch, limit: Stretch) => number): Spread =>
    toSpread(stretches.map((stretch, round) => pick(stretch, limit[round] ?? stretch)));
  const ratio = of((stretch, other) => toRate(stretch) / toRate(other));
  const cpuRatio = of((stretch, other) => toCpu(other) / toCpu(stretch));
  const perRequest = (pick: (stretch: Stretch) => number): number =>
    of((stretch) => pick(stretch) / stretch.requests).median;
  return {
    requestsPerSecond: round(of(toRate).median, 1),
    p50Ms: round(of(({ p50Ms }) => p50Ms).median, 2),
    p99Ms: round(of(({ p99Ms }) => p99Ms).median, 2),
    ratio: round(ratio.median, 3),
    ratioMin: round(ratio.least, 3),
    ratioMax: round(ratio.most, 3),
    cpuMsPerRequest: round(of(toCpu).median, 3),
    serverCpuMsPerRequest: round(
      perRequest(({ serverCpuMs }) => serverCpuMs),
      3,
    ),
    databaseCpuMsPerRequest: round(
      perRequest(({ databaseCpuMs }) => databaseCpuMs),
      3,
    ),
    cpuRatio: round(cpuRatio.median, 3),
    cpuRatioMin: round(cpuRatio.least, 3),
    cpuRatioMax: round(cpuRatio.most, 3),
    residentMb: round(of(({ residentMb }) => residentMb).most, 0),
    statementsPerRequest: round(
      perRequest(({ statements }) => statements),
      2,
    ),
    bytesPerRequest: round(
      perRequest(({ bytes }) => bytes),
      0,
    ),
    errors: stretches.reduce((sum, { errors }) => sum + errors, 0),
    requests: stretches.reduce((sum, { requests }) => sum + requests, 0),
    rounds: stretches.length,
  };
}

interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

function toSpread(values: readonly number[]): Spread {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] ?? 0;
  const high = sorted[Math.ceil(middle)] ?? 0;
  return { median: (low + high) / 2, least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 };
}

function toRate({ requests, seconds }: Stretch): number {
  return requests / seconds;
}

function toCpu({ serverCpuMs, databaseCpuMs, requests }: Stretch): number {
  // A stretch too short for one tick of the clock would otherwise be free.
  return Math.max(serverCpuMs + databaseCpuMs, 1) / requests;
}

function round(value: number, digits: number): number {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : 0;
}
