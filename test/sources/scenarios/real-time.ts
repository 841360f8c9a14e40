/**
 * For tests against deadlines of the real clock: a machine that is busy with something else for half a second must not fail
 * them, so they may be played again.
 */
export const realTime = { timeout: 60_000, retry: 2 };
