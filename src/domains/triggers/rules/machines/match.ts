import { nothingDue, type Machine } from "./machine.js";

/** One event that matches. Needs no memory. */
export function createMatchMachine(): Machine<never> {
  return {
    memory: Number.POSITIVE_INFINITY,
    ...nothingDue,
    accept: (state, { at, id, captured }, _, { isEligible }) => ({
      state,
      completion: isEligible(at) ? { at, completedBy: id, evidence: [id], values: captured } : undefined,
    }),
  };
}
