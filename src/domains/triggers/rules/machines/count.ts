import type { Micros } from "../event-time.js";
import { insertPlace, maxEvidence, nothingDue, type Completion, type Machine } from "./machine.js";

/** Events and exits of one key that may still matter, oldest first. */
export interface CountState {
  readonly e: readonly (readonly [at: Micros, id: string])[];
  readonly x?: readonly Micros[];
}

const maxExits = 20;

/** At least `atLeast` events within `window`, both ends included, and no exit in the same time. */
export function createCountMachine(options: {
  readonly atLeast: number;
  readonly window: Micros;
  readonly lateness: Micros;
}): Machine<CountState> {
  const { atLeast, window, lateness } = options;
  const most = Math.max(atLeast, maxEvidence);
  return {
    memory: window + lateness,
    ...nothingDue,
    accept(state, { at, id, captured }, { isExit }, { newest, isEligible, commonExits }) {
      const oldest = newest - window - lateness;
      const exits = (state?.x ?? []).filter((exit) => exit >= oldest);
      let events = (state?.e ?? []).filter(([time]) => time >= oldest);
      if (isExit) exits.push(at);
      else events = insertPlace(events, [at, id]).slice(-most);
      exits.sort((left, right) => left - right);
      const next: CountState = {
        e: events,
        ...(exits.length > 0 && { x: exits.slice(-maxExits) }),
      };
      return { state: next, completion: isExit ? undefined : findCompletion(next) };

      /** The first moment, from the event's own on, whose window holds enough: a late event may complete a later one's. */
      function findCompletion({ e, x = [] }: CountState): Completion | undefined {
        for (const [last, lastId] of e) {
          if (last < at) continue;
          const isWithin = (time: Micros): boolean => time >= last - window && time <= last;
          const counted = e.filter(([time]) => isWithin(time));
          if (counted.length < atLeast || x.some(isWithin) || commonExits.some(isWithin)) continue;
          if (!isEligible(last)) continue;
          const evidence = counted.slice(-maxEvidence).map(([, found]) => found);
          return { at: last, completedBy: lastId, evidence, values: { ...captured, count: counted.length } };
        }
        return undefined;
      }
    },
  };
}
