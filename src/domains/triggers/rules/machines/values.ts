// Machines that follow a value from event to event.
import { compareDecimals, type Money } from "../../../../shared/money.js";
import { readMember } from "../condition.js";
import type { Micros } from "../event-time.js";
import { comparePlaces, insertPlace, nothingDue, type Machine } from "./machine.js";

/** The newest value of one key: where it stood, and whether that was beyond the threshold. */
export interface CrossingState {
  readonly l: readonly [at: Micros, id: string, value: unknown, isBeyond: boolean];
}

/** A value that was not beyond the threshold with the last event and is with this one. */
export function createCrossingMachine(options: {
  readonly path: readonly string[];
  readonly side: "above" | "below";
  readonly threshold: number | Money;
  /** How long a value counts as the last one. */
  readonly memory: Micros;
}): Machine<CrossingState> {
  const { path, side, threshold, memory } = options;
  return {
    memory,
    ...nothingDue,
    accept(state, { at, id, record, captured }, _, { isEligible }) {
      const value = readMember(record, path);
      const distance = findDistance(value, threshold);
      const last = state?.l;
      // A value of another kind or currency says nothing, and neither does one from before the last.
      if (distance === undefined || (last && comparePlaces([at, id], last) <= 0)) return { state };
      const isBeyond = side === "above" ? distance > 0 : distance < 0;
      const hasCrossed = last !== undefined && !last[3] && isBeyond && isEligible(at);
      const values = { ...captured, value, previous: last?.[2] };
      return {
        state: { l: [at, id, value, isBeyond] },
        completion: hasCrossed ? { at, completedBy: id, evidence: [last[1], id], values } : undefined,
      };
    },
  };
}

function findDistance(value: unknown, threshold: number | Money): number | undefined {
  if (typeof threshold === "number") return typeof value === "number" ? value - threshold : undefined;
  const money = findMoney(value);
  return money?.currency === threshold.currency ? compareDecimals(money.amount, threshold.amount) : undefined;
}

function findMoney(value: unknown): Money | undefined {
  const amount = readMember(value, ["amount"]);
  const currency = readMember(value, ["currency"]);
  return typeof amount === "string" && typeof currency === "string" ? { amount, currency } : undefined;
}

/** The last values of one key, in their order; a value of another currency begins anew. */
export interface DeviationState {
  readonly v: readonly (readonly [at: Micros, id: string, value: number])[];
  readonly cur?: string;
}

/** A value against the median of the last ones: at least `rises` times, or at most `falls` times as much. */
export function createDeviationMachine(options: {
  readonly path: readonly string[];
  readonly last: number;
  readonly rises: number | undefined;
  readonly falls: number | undefined;
  readonly memory: Micros;
}): Machine<DeviationState> {
  const { path, last, rises, falls, memory } = options;
  return {
    memory,
    ...nothingDue,
    accept(state, { at, id, record, captured }, _, { isEligible }) {
      const found = readMember(record, path);
      const money = findMoney(found);
      const value = money === undefined ? found : Number(money.amount);
      if (typeof value !== "number" || !Number.isFinite(value)) return { state };
      const cur = money?.currency;
      const known = state?.cur === cur ? (state?.v ?? []) : [];
      const before = known.filter((place) => comparePlaces(place, [at, id]) < 0).slice(-last);
      const next = insertPlace(known, [at, id, value] as const).slice(-last);
      const usual = before.length < last ? undefined : findMedian(before.map(([, , earlier]) => earlier));
      const deviates =
        usual !== undefined &&
        usual > 0 &&
        ((rises !== undefined && value >= usual * rises) || (falls !== undefined && value <= usual * falls));
      const toValue = (amount: number): unknown =>
        cur === undefined ? amount : { amount: String(amount), currency: cur };
      return {
        state: { v: next, ...(cur !== undefined && { cur }) },
        completion:
          deviates && isEligible(at)
            ? {
                at,
                completedBy: id,
                evidence: [...before.map(([, earlier]) => earlier), id],
                values: { ...captured, value: found, usual: toValue(usual) },
              }
            : undefined,
      };
    },
  };
}

function findMedian(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? 0) + high) / 2;
}
