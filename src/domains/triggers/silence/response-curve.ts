// How often a further attempt succeeds, by its number: counted, smoothed towards a published history, and made to fall.
import type { Channel } from "../../customer/channel.js";

/** What came of the attempts of one number. */
export interface AttemptCount {
  readonly channel: Channel | null;
  /** From 1. */
  readonly attempt: number;
  readonly contacted: number;
  readonly accepted: number;
}

/** The fitted chance of success of the first attempt, the second …; later ones are as the last. */
export type ResponseCurve = (channel: Channel) => readonly number[];

/**
 * Telephone campaign of a Portuguese bank, 2008 to 2010 (S. Moro, P. Cortez, P. Rita: A Data-Driven Approach to Predict the
 * Success of Bank Telemarketing, Decision Support Systems 62, 2014; UCI Machine Learning Repository, CC BY 4.0): of 31,647
 * customers those who were called at least so often, and those who accepted at that call. Three calls had 87 % of all
 * who ever accepted.
 */
const published: readonly (readonly [contacted: number, accepted: number])[] = [
  [31_647, 1_796],
  [19_407, 986],
  [10_636, 438],
  [6_761, 225],
  [4_238, 88],
  [3_040, 62],
  [2_150, 30],
  [1_645, 20],
  [1_278, 15],
  [1_038, 10],
];

/** As many attempts of an own number as the published history weighs: with 500 of them, own and published count alike. */
const priorWeight = 500;

/** Fits the curve of each channel to what was counted; attempts whose channel is not known count for none. */
export function fitResponseCurve(counts: readonly AttemptCount[]): ResponseCurve {
  const curves = new Map<Channel, readonly number[]>();
  return (channel) => {
    const known = curves.get(channel) ?? fit(counts.filter((count) => count.channel === channel));
    curves.set(channel, known);
    return known;
  };
}

/** Nobody is called more often than that, whatever a source says. */
const maxAttempts = 50;

function fit(counts: readonly AttemptCount[]): readonly number[] {
  const length = Math.min(maxAttempts, Math.max(published.length, ...counts.map(({ attempt }) => attempt)));
  const points = Array.from({ length }, (_, at) => {
    const [contacted, accepted] = published[at] ?? published.at(-1)!;
    const own = counts.filter(({ attempt }) => attempt === at + 1);
    const weight = priorWeight + own.reduce((sum, count) => sum + count.contacted, 0);
    const successes =
      (priorWeight * accepted) / contacted + own.reduce((sum, count) => sum + count.accepted, 0);
    return { value: successes / weight, weight };
  });
  return toFalling(points);
}

interface Point {
  readonly value: number;
  readonly weight: number;
}

/**
 * The nearest sequence, in weighted squares, that never rises: neighbours that rise are pooled into their mean (pool adjacent
 * violators; R. Barlow et al., Statistical Inference under Order Restrictions, 1972).
 */
export function toFalling(points: readonly Point[]): readonly number[] {
  const pools: (Point & { readonly size: number })[] = [];
  for (const point of points) {
    let pool = { ...point, size: 1 };
    for (let last = pools.at(-1); last !== undefined && last.value < pool.value; last = pools.at(-1)) {
      pools.pop();
      const weight = last.weight + pool.weight;
      const value = (last.value * last.weight + pool.value * pool.weight) / weight;
      pool = { value, weight, size: last.size + pool.size };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ value, size }) => Array.from({ length: size }, () => value));
}

/**
 * Where to stop: an attempt that succeeds less than this part as often as the first. By the published history that is the
 * fourth call, which succeeds 0.59 times as often as the first.
 */
const stopBelow = 0.6;

/** Whether one more attempt after `attempts` without a success is worth it no longer. */
export function isTiring(curve: readonly number[], attempts: number): boolean {
  const [first = 0] = curve;
  const next = curve[attempts] ?? curve.at(-1) ?? 0;
  return next < first * stopBelow;
}
