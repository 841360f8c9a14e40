import type { Micros } from "../event-time.js";
import {
  comparePlaces,
  maxEvidence,
  type Arrival,
  type Captured,
  type Machine,
  type Place,
  type Step,
  type Surroundings,
} from "./machine.js";

/** What one key waits for. */
export interface AbsenceState {
  /** The event from which the time counts, and when it is over. */
  readonly a?: readonly [at: Micros, id: string];
  readonly lag?: Micros;
  readonly c?: Captured;
  /** Earlier such events, for the habit, the newest last. */
  readonly h?: readonly (readonly [at: Micros, id: string])[];
  /** Exits that an event which comes late may lie before. */
  readonly x?: readonly (readonly [at: Micros, id: string])[];
}

const maxExits = 5;
const maxHabit = 40;

/** An event and then no exit for `wait`; an exit at the very end of the time still counts. */
export function createAbsenceMachine(options: {
  readonly wait: Micros;
  readonly from: "FIRST" | "LAST";
  readonly habit: { readonly atLeast: number; readonly window: Micros } | undefined;
  readonly lateness: Micros;
}): Machine<AbsenceState> {
  const { wait, from, habit, lateness } = options;
  const keeps = habit === undefined ? 0 : Math.min(maxHabit, habit.atLeast + maxEvidence);
  return {
    memory: Math.max(wait, habit?.window ?? 0) + lateness,
    accept: (state = {}, arrival, { isExit }, around) =>
      tidy(isExit ? leave(state, arrival, around) : begin(state, arrival, around)),
    findDue: ({ a, lag = 0 }) => a && { at: a[0] + wait, lag: lag + lateness },
    fire(state, { isEligible }) {
      const { a, c = {} } = state;
      const rest = stopWaiting(state);
      if (a === undefined) return { state: rest };
      const at = a[0] + wait;
      const evidence = [...(rest.h ?? []), a].slice(-maxEvidence).map(([, id]) => id);
      const completion = isEligible(at)
        ? { at, completedBy: a[1], evidence: [...new Set(evidence)], values: c }
        : undefined;
      return { ...tidy(rest), completion };
    },
  };

  function leave(state: AbsenceState, { at, id }: Arrival, { newest }: Surroundings): AbsenceState {
    const exit = [at, id] as const;
    const isEnded = state.a !== undefined && ends(exit, state.a);
    const kept = isEnded ? stopWaiting(state) : state;
    if (lateness === 0) return kept;
    const exits = [...(state.x ?? []), exit].filter(([time]) => time >= newest - wait - lateness);
    return { ...kept, x: exits.toSorted(comparePlaces).slice(-maxExits) };
  }

  function begin(state: AbsenceState, arrival: Arrival, around: Surroundings): AbsenceState {
    const { at, id, lag, captured } = arrival;
    const place = [at, id] as const;
    const h = keepHabit(state, place, around.newest);
    const rest: AbsenceState = { ...stopWaiting(state), ...(h && { h }) };
    const { a } = state;
    const isOvertaken = a !== undefined && (from === "LAST" ? isBefore(place, a) : !isBefore(place, a));
    if (isOvertaken) return { ...state, ...rest };
    const isEnded =
      (state.x ?? []).some((exit) => ends(exit, place)) ||
      around.commonExits.some((exit) => exit > at && exit <= at + wait);
    if (isEnded || !isHabit(h ?? [], at)) return rest;
    return { ...rest, a: place, lag, c: captured };
  }

  /** Whether an exit lies behind an event and not too late behind it. */
  function ends(exit: Place, event: Place): boolean {
    return isBefore(event, exit) && exit[0] <= event[0] + wait;
  }

  function keepHabit(
    { h = [] }: AbsenceState,
    place: readonly [Micros, string],
    newest: Micros,
  ): AbsenceState["h"] {
    if (habit === undefined) return undefined;
    const others = h.filter((other) => other[1] !== place[1] && other[0] >= newest - habit.window - lateness);
    return [...others, place].toSorted(comparePlaces).slice(-keeps);
  }

  function isHabit(h: NonNullable<AbsenceState["h"]>, at: Micros): boolean {
    if (habit === undefined) return true;
    return h.filter(([time]) => time <= at && time >= at - habit.window).length >= habit.atLeast;
  }
}

/** What is remembered beside what is waited for. */
function stopWaiting({ h, x }: AbsenceState): AbsenceState {
  return { ...(h && { h }), ...(x && { x }) };
}

function isBefore(left: Place, right: Place): boolean {
  return comparePlaces(left, right) < 0;
}

function tidy(state: AbsenceState): Step<AbsenceState> {
  return { state: Object.keys(state).length === 0 ? undefined : state };
}
