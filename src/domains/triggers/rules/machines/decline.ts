import type { Micros } from "../event-time.js";
import type { Completion, Machine } from "./machine.js";

/** Events of one key by period, from the oldest that matters; `s` is the period from which on everything was seen. */
export interface DeclineState {
  readonly s: number;
  readonly b: Readonly<Record<string, number>>;
  /** The period that is judged next, when it is over. */
  readonly p: number;
  readonly lag: Micros;
  /** The newest records, for the evidence. */
  readonly e: readonly string[];
}

/** Periods begin where a Monday does in Korea: weeks are weeks, and days begin at midnight there. */
const firstMonday: Micros = (3 * 86_400 + 15 * 3_600) * 1_000_000;
const maxEvidence = 5;

/** Fewer than `below` times the customer's own mean of the `periods` before, which is at least `usually`. */
export function createDeclineMachine(options: {
  readonly every: Micros;
  readonly periods: number;
  readonly below: number;
  readonly usually: number;
  readonly lateness: Micros;
}): Machine<DeclineState> {
  const { every, periods, below, usually, lateness } = options;
  const periodOf = (at: Micros): number => Math.floor((at - firstMonday) / every);
  const endOf = (period: number): Micros => firstMonday + (period + 1) * every;
  return {
    memory: (periods + 1) * every + lateness,
    accept(state, { at, lag, id }) {
      const period = periodOf(at);
      // A period that was judged stays as it was judged.
      const p = Math.max(state?.p ?? period, period);
      const b = { ...state?.b, [period]: (state?.b[period] ?? 0) + 1 };
      const s = Math.min(state?.s ?? period, period);
      return { state: { s, b: forget(b, p), p, lag, e: [...(state?.e ?? []), id].slice(-maxEvidence) } };
    },
    findDue: ({ p, lag }) => ({ at: endOf(p), lag: lag + lateness }),
    fire(state, { isEligible }) {
      const { b, p, s, e } = state;
      const recent = b[p] ?? 0;
      const before = Array.from({ length: periods }, (_, n) => b[p - 1 - n] ?? 0);
      const usual = before.reduce((sum, count) => sum + count, 0) / periods;
      const at = endOf(p);
      // The first period was seen in part only.
      const isKnown = p - periods > s;
      const hasDeclined = isKnown && usual >= usually && recent < below * usual && isEligible(at);
      const completion: Completion | undefined = hasDeclined
        ? {
            at,
            completedBy: `period-${String(p)}`,
            evidence: e,
            values: { recent, usual: Math.round(usual * 10) / 10 },
          }
        : undefined;
      const left = forget(b, p + 1);
      const isOver = Object.keys(left).length === 0;
      return { state: isOver ? undefined : { ...state, b: left, p: p + 1 }, completion };
    },
  };

  function forget(b: Readonly<Record<string, number>>, p: number): Readonly<Record<string, number>> {
    return Object.fromEntries(Object.entries(b).filter(([period]) => Number(period) >= p - periods));
  }
}
