import type { Clock } from "../shared/clock.js";

// setTimeout takes 31 bits; a longer wait would fire at once.
const maxTimeoutMs = 2_147_483_647;

/** Whether a time has come by this clock. */
export function hasCome(at: number, clock: Clock): boolean {
  return at <= clock.now().getTime();
}

/** Calls when a time (milliseconds since 1970) has come by this clock, at once if it has; answers how to give up. */
export function callAt(at: number, clock: Clock, call: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  // A timer may fire early, or be too long for one setTimeout; only the clock decides.
  const wait = (): void => {
    if (hasCome(at, clock)) return call();
    timer = setTimeout(wait, Math.min(at - clock.now().getTime(), maxTimeoutMs));
  };
  wait();
  return () => clearTimeout(timer);
}
