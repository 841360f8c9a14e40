import type { Micros } from "../event-time.js";
import { comparePlaces, nothingDue, type Captured, type Completion, type Machine } from "./machine.js";

/** An event with the step that it is; -1 is an exit. One event may be several steps, each with an entry of its own. */
type Entry = readonly [at: Micros, id: string, step: number, captured?: Captured];

/** Events of one key that may still matter, in their order. */
export interface SequenceState {
  readonly e: readonly Entry[];
}

interface Run {
  readonly entries: readonly Entry[];
}

const most = 60;
const exitStep = -1;

/** Steps one after the other, from the first to the last within `window`; an exit in between begins anew. */
export function createSequenceMachine(options: {
  readonly steps: number;
  readonly window: Micros;
  readonly lateness: Micros;
}): Machine<SequenceState> {
  const { steps, window, lateness } = options;
  return {
    memory: window + lateness,
    ...nothingDue,
    accept(state, arrival, { step, isExit }, { newest, isEligible, lastMoment, commonExits }) {
      const entry: Entry = isExit
        ? [arrival.at, arrival.id, exitStep]
        : [arrival.at, arrival.id, step, arrival.captured];
      const oldest = newest - window - lateness;
      const kept = (state?.e ?? []).filter(([at]) => at >= oldest);
      const e = insertEntry(kept, entry).slice(-most);
      const next: SequenceState = { e };
      // What has led to a moment leads to no other one.
      const usable = lastMoment === undefined ? e : e.filter(([at]) => at > lastMoment);
      const found = isExit ? [] : listCompletions(usable, commonExits);
      const completion = found.find(({ at }) => at >= arrival.at && isEligible(at));
      return { state: next, completion };
    },
  };

  /** Walks along the events; of several beginnings the latest leads on, because it leaves the most time. */
  function listCompletions(entries: readonly Entry[], commonExits: readonly Micros[]): readonly Completion[] {
    const runs: (Run | undefined)[] = [];
    const completions: Completion[] = [];
    let seen = 0;
    for (const entry of entries) {
      const [at, id, step] = entry;
      while (commonExits[seen] !== undefined && commonExits[seen]! <= at) {
        seen += 1;
        runs.length = 0;
      }
      if (step === exitStep) {
        runs.length = 0;
        continue;
      }
      const before = step === 0 ? { entries: [] } : runs[step - 1];
      if (before === undefined) continue;
      const [first = entry] = before.entries;
      const last = before.entries.at(-1);
      // One event is one step at most of the same run.
      if (at - first[0] > window || last?.[1] === id) continue;
      const run: Run = { entries: [...before.entries, entry] };
      if (step === steps - 1) completions.push(toCompletion(run));
      else runs[step] = run;
    }
    return completions;
  }
}

function toCompletion({ entries }: Run): Completion {
  const [at, completedBy] = entries.at(-1)!;
  const values: Record<string, unknown> = {};
  // The last step that has a field gives it.
  for (const [, , , captured = {}] of entries) {
    for (const [path, value] of Object.entries(captured)) if (value !== null) values[path] = value;
  }
  return { at, completedBy, evidence: entries.map(([, id]) => id), values };
}

/** In the order of time and id; steps of one event from the last to the first, so that it cannot follow on itself. */
function insertEntry(entries: readonly Entry[], entry: Entry): readonly Entry[] {
  const isSame = (other: Entry): boolean => comparePlaces(other, entry) === 0 && other[2] === entry[2];
  if (entries.some(isSame)) return entries;
  const before = entries.filter((other) => {
    const order = comparePlaces(other, entry);
    return order < 0 || (order === 0 && other[2] > entry[2]);
  });
  return [...before, entry, ...entries.filter((other) => !before.includes(other))];
}
