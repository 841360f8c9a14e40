import type { Micros } from "../event-time.js";
import { nothingDue, type Machine } from "./machine.js";

/** Time of the newest such event of one key. */
export interface FirstState {
  readonly l: Micros;
}

/** An event without another one in the time before, of somebody who has been observed for long enough to say so. */
export function createFirstMachine(options: {
  readonly quiet: Micros;
  readonly observed: Micros;
  readonly lateness: Micros;
}): Machine<FirstState> {
  const { quiet, observed, lateness } = options;
  return {
    memory: quiet + lateness,
    ...nothingDue,
    accept(state, { at, id, captured }, _, { observedSince, isEligible }) {
      const isNew = state === undefined || at - state.l > quiet;
      const isKnown = observedSince !== undefined && at - observedSince >= observed;
      return {
        state: { l: Math.max(state?.l ?? at, at) },
        completion:
          isNew && isKnown && isEligible(at)
            ? { at, completedBy: id, evidence: [id], values: captured }
            : undefined,
      };
    },
  };
}
