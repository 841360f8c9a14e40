import type { Reaction } from "../../src/reactions/reaction.js";

/** A reaction whose events are timed. */
export interface TimedReaction {
  readonly reaction: Reaction;
  /** From when the batch of an event was handed over until what it led to was committed, of the others. */
  readonly evaluationsMs: readonly number[];
  /** From when an event was in the log, of those that have an arrival. */
  readonly delaysMs: readonly number[];
}

/** Times a reaction. */
export function timeEvents(
  { name, prepare }: Reaction,
  findArrival: (cursor: bigint) => number | undefined,
): TimedReaction {
  const delaysMs: number[] = [];
  const evaluationsMs: number[] = [];
  return {
    delaysMs,
    evaluationsMs,
    reaction: {
      name,
      prepare: async (events, call) => {
        const started = performance.now();
        const effect = await prepare(events, call);
        return async (transaction) => {
          const onCommitted = await effect?.(transaction);
          return () => {
            onCommitted?.();
            const now = performance.now();
            for (const { cursor } of events) {
              const arrival = findArrival(cursor);
              if (arrival === undefined) evaluationsMs.push(now - started);
              else delaysMs.push(now - arrival);
            }
          };
        };
      },
    },
  };
}
