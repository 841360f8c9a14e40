// How a pattern is recognised: a machine for each, with a state for each key that is plain JSON and bounded. Machines judge
// by the time of the events and never by the clock. In: events that match, one after the other, some of them late. Out: the
// moments at which the pattern is complete.
import type { Micros } from "../event-time.js";

/** An event that matches a rule. */
export interface Arrival {
  readonly at: Micros;
  /** How much later than it happened it was recorded; what waits for a time waits for that much longer. */
  readonly lag: Micros;
  /** Global id of its record; breaks ties of one instant. */
  readonly id: string;
  readonly record: unknown;
  /** What the rule keeps of it: fields for its texts and weights. */
  readonly captured: Captured;
}

/** Fields of an event by their paths, as the texts want them. */
export type Captured = Readonly<Record<string, unknown>>;

/** As what an event arrives. */
export interface Part {
  /** The matcher that it fits: the number of a step, 0 where there is one. */
  readonly step: number;
  readonly isExit: boolean;
}

/** What a machine may know beside its own state. */
export interface Surroundings {
  /** Time of the newest event of the rule about this customer, this one included. */
  readonly newest: Micros;
  /** By how much an event may be late. */
  readonly lateness: Micros;
  /** Time of the last moment of this key. */
  readonly lastMoment: Micros | undefined;
  /** Whether the rule may speak of this key again at a time. */
  readonly isEligible: (at: Micros) => boolean;
  /** Times of exits that counted for every key. */
  readonly commonExits: readonly Micros[];
  /** Since when events of this type about this customer have been seen. */
  readonly observedSince: Micros | undefined;
}

/** A pattern that is complete. */
export interface Completion {
  readonly at: Micros;
  /** What made it complete; with rule, customer and key it makes the trigger's id. */
  readonly completedBy: string;
  /** Global ids, oldest first. */
  readonly evidence: readonly string[];
  readonly values: Captured;
}

/** What a machine answers; a state that is undefined is forgotten. */
export interface Step<State> {
  readonly state: State | undefined;
  readonly completion?: Completion | undefined;
}

/** When something is due that needs no further event. */
export interface Due {
  readonly at: Micros;
  /** How much later it is to be believed that nothing came. */
  readonly lag: Micros;
}

/** Recognises one pattern. */
export interface Machine<State> {
  /** How long after it happened an event may matter: older ones are too late, and a key without newer ones is forgotten. */
  readonly memory: Micros;
  accept(state: State | undefined, arrival: Arrival, part: Part, around: Surroundings): Step<State>;
  findDue(state: State): Due | undefined;
  /** Called when the time that `findDue` names has passed without an event against it. */
  fire(state: State, around: Surroundings): Step<State>;
}

/** For patterns that only events complete. */
export const nothingDue = {
  findDue: (): undefined => undefined,
  fire: <State>(state: State): Step<State> => ({ state }),
};

/** How many records a trigger names. */
export const maxEvidence = 20;

/** A place in the order of events: time, then id. */
export type Place = readonly [at: Micros, id: string, ...rest: unknown[]];

/** Below zero when `left` happened before `right`. */
export function comparePlaces(left: Place, right: Place): number {
  return left[0] - right[0] || (left[1] < right[1] ? -1 : left[1] > right[1] ? 1 : 0);
}

/** The list with one more in its place; the list itself when it is there already. */
export function insertPlace<Item extends Place>(list: readonly Item[], item: Item): readonly Item[] {
  let at = list.length;
  while (at > 0 && comparePlaces(list[at - 1]!, item) > 0) at -= 1;
  if (at > 0 && comparePlaces(list[at - 1]!, item) === 0) return list;
  return [...list.slice(0, at), item, ...list.slice(at)];
}
