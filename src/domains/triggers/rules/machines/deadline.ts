import { findInstant } from "../../../../shared/instant.js";
import { readMember } from "../condition.js";
import { toInstantText, toMicros, type Micros } from "../event-time.js";
import { comparePlaces, type Captured, type Completion, type Machine } from "./machine.js";

/** The newest event of one key that named a time, and the time. */
export interface DeadlineState {
  readonly a: readonly [at: Micros, id: string];
  readonly d: Micros;
  readonly lag: Micros;
  readonly c?: Captured;
}

/** A time that an event names comes nearer than `before`; a later event of the key names another, an exit none. */
export function createDeadlineMachine(options: {
  readonly path: readonly string[];
  readonly before: Micros;
  readonly lateness: Micros;
}): Machine<DeadlineState> {
  const { path, before, lateness } = options;
  return {
    memory: before + lateness,
    accept(state, { at, id, lag, record, captured }, { isExit }, { isEligible }) {
      if (state !== undefined && comparePlaces([at, id], state.a) <= 0) return { state };
      if (isExit) return { state: undefined };
      const named = readMember(record, path);
      const instant = typeof named === "string" ? findInstant(named) : undefined;
      const deadline = instant === undefined ? undefined : toMicros(instant);
      // What is over when it is told needs nobody's attention.
      if (deadline === undefined || deadline <= at) return { state: undefined };
      if (deadline - before > at) return { state: { a: [at, id], d: deadline, lag, c: captured } };
      return {
        state: undefined,
        completion: isEligible(at) ? complete(at, id, deadline, captured) : undefined,
      };
    },
    findDue: ({ d, lag }) => ({ at: d - before, lag: lag + lateness }),
    fire({ a, d, c = {} }, { isEligible }) {
      const at = d - before;
      return { state: undefined, completion: isEligible(at) ? complete(at, a[1], d, c) : undefined };
    },
  };
}

function complete(at: Micros, id: string, deadline: Micros, captured: Captured): Completion {
  const values = { ...captured, deadline: { at: toInstantText(deadline) } };
  return { at, completedBy: id, evidence: [id], values };
}
