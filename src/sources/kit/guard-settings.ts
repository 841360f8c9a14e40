/** How reads of a source are guarded. Times are in milliseconds. */
export interface GuardSettings {
  /** Failed reads in a row after which the source is left alone; also half of so many times four. */
  readonly breakerFailures: number;
  /** Pause between two looks whether a source that is left alone answers again. */
  readonly probeIntervalMs: number;
  /** Reads that wait for their turn; one more is refused at once. */
  readonly maxQueued: number;
}

/** What holds when nothing is set. */
export const defaultGuardSettings: GuardSettings = {
  breakerFailures: 5,
  probeIntervalMs: 1_000,
  maxQueued: 500,
};

/**
 * How many reads of one source run at a time, by who waits for them. Apart, so that callers cannot starve the followers
 * of the source's changes, nor those the callers; a look whether it lives needs no turn.
 */
export const laneSizes = { request: 7, background: 2, ping: 1 } as const;
