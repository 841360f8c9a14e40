// How long to wait before the next try, so that what is down is not hammered and many who wait do not come back at once.
// Nothing of Node: clients in browsers wait by it too.

/** The shortest and the longest wait. */
export interface BackoffLimits {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Milliseconds to wait after `failures` failures in a row (1: the first): doubles from `minMs` to `maxMs`, of which half
 * is fixed and half is random ("equal jitter"), so that a wait is never next to nothing. `random` answers 0 to below 1.
 */
export function toBackoffMs(failures: number, limits: BackoffLimits, random: () => number): number {
  const ceiling = Math.min(limits.maxMs, limits.minMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}

/** Waits; ends early without an error when `signal` is aborted. Tests give one that they let go on themselves. */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Waits by the timers of this machine. */
export const timerPause: Pause = (milliseconds, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      // Whoever waits looks at the signal next.
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
