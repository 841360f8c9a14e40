import type { Pause } from "../../src/shared/backoff.js";

/** A pause that a test lets go on: no test waits for a clock. */
export interface ScriptedPause {
  readonly pause: Pause;
  /** How long each pause was asked to be, in the order they began. */
  readonly asked: number[];
  /** Waits until somebody pauses, lets that one go on, and answers how long it was asked to be. */
  next(): Promise<number>;
  /** Waits until somebody pauses, and leaves it paused. */
  idle(): Promise<void>;
}

interface Paused {
  readonly milliseconds: number;
  readonly resume: () => void;
}

/** Makes a pause under a test's control; an abort ends it as it ends a real one. */
export function createScriptedPause(): ScriptedPause {
  const asked: number[] = [];
  const paused = new Set<Paused>();
  let begun = () => {};
  let beginning = new Promise<void>((resolve) => (begun = resolve));
  const firstPaused = async (): Promise<Paused> => {
    for (;;) {
      const [first] = paused;
      if (first !== undefined) return first;
      await beginning;
    }
  };
  return {
    asked,
    pause: (milliseconds, signal) =>
      new Promise<void>((resolve) => {
        if (signal.aborted) {
          resolve();
          return;
        }
        asked.push(milliseconds);
        const entry: Paused = {
          milliseconds,
          resume: () => {
            paused.delete(entry);
            resolve();
          },
        };
        paused.add(entry);
        signal.addEventListener("abort", entry.resume, { once: true });
        begun();
        beginning = new Promise<void>((again) => (begun = again));
      }),
    next: async () => {
      const entry = await firstPaused();
      entry.resume();
      return entry.milliseconds;
    },
    idle: async () => {
      await firstPaused();
    },
  };
}
