// Looks for changes in one source, turn by turn: first who is who, then what happened.
import type { Logger } from "../observability/logger.js";
import { timerPause, toBackoffMs, type BackoffLimits, type Pause } from "../shared/backoff.js";
import { createChangeFollower, type ChangeFollowing, type ChangeTurn } from "./create-change-follower.js";
import type { FollowedScan, FollowedSource } from "./followed-source.js";
import { createIdentityFollower } from "./link-identities.js";
import type { DropReason } from "./steps/step-result.js";
import type { WaitingChanges } from "./waiting-changes.js";

/** What following needs. Times are in milliseconds. */
export interface FollowOptions extends ChangeFollowing {
  readonly sources: readonly FollowedSource[];
  readonly logger: Pick<Logger, "info" | "warn">;
  /** Between two looks at a source that has nothing new. */
  readonly intervalMs?: number;
  readonly backoff?: BackoffLimits;
  /** Longest wait for one part of a scan. */
  readonly scanTimeoutMs?: number;
  readonly pause?: Pause;
  readonly random?: () => number;
}

/** What became of a source's changes since the start. */
export interface FollowCounts {
  events: number;
  identities: number;
  failures: number;
  readonly dropped: { [Reason in DropReason]?: number };
}

/**
 * Makes the polling of a source: each call takes a turn, pauses when the source had nothing more (not while `stop` or
 * `wake` are aborted), and answers whether it was at its end. A turn that fails is logged once an outage.
 */
export function createPolling(
  source: FollowedSource,
  counts: FollowCounts,
  options: FollowOptions,
  waiting: WaitingChanges,
): (stop: AbortSignal, wake?: AbortSignal) => Promise<boolean> {
  const { logger, intervalMs = 500, backoff = { minMs: 500, maxMs: 30_000 } } = options;
  const { pause = timerPause, random = Math.random } = options;
  const takeTurn = createTurn(source, counts, options, waiting);
  let failures = 0;
  return async (stop, wake) => {
    const waken = wake === undefined ? stop : AbortSignal.any([stop, wake]);
    try {
      const turn = await takeTurn(stop);
      count(turn, counts);
      if (failures > 0)
        logger.info({ source: source.name, failures }, "A source's changes are followed again.");
      failures = 0;
      if (turn.isAtEnd) await pause(intervalMs, waken);
      return turn.isAtEnd;
    } catch (error) {
      if (stop.aborted) return false;
      failures += 1;
      counts.failures += 1;
      const waitMs = toBackoffMs(failures, backoff, random);
      // One line an outage, not one a try.
      if (failures === 1)
        logger.warn({ source: source.name, waitMs, err: error }, "A source's changes cannot be read.");
      await pause(waitMs, stop);
      return false;
    }
  };
}

/** A turn of a source: its identities to their end, then one part of its changes, so that who is new is known. */
function createTurn(
  source: FollowedSource,
  counts: FollowCounts,
  options: FollowOptions,
  waiting: WaitingChanges,
) {
  const { name, identities, changes } = source;
  const { scanTimeoutMs = 30_000 } = options;
  const scan = identities && withTimeout(identities, scanTimeoutMs);
  const onErased = (erased: number): void => countErased(erased, counts);
  const linkNew = scan && createIdentityFollower({ ...options, source: name, scan, onErased });
  const followed = changes ? { ...source, changes: withTimeout(changes, scanTimeoutMs) } : source;
  const followChanges = createChangeFollower(followed, options, waiting);
  return async (signal: AbortSignal): Promise<ChangeTurn> => {
    if (linkNew !== undefined) counts.identities += await linkNew(signal);
    return followChanges(signal);
  };
}

function withTimeout<Item>(scan: FollowedScan<Item>, timeoutMs: number): FollowedScan<Item> {
  return (position, limit, { signal }) =>
    scan(position, limit, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
}

/** Counts what became of changes. */
export function count(
  { events, dropped }: Pick<ChangeTurn, "events" | "dropped">,
  counts: FollowCounts,
): void {
  counts.events += events;
  for (const reason of dropped) counts.dropped[reason] = (counts.dropped[reason] ?? 0) + 1;
}

/** Counts identities that were left out, because they are of erased persons. */
export function countErased(erased: number, counts: FollowCounts): void {
  counts.dropped.ERASED_PERSON = (counts.dropped.ERASED_PERSON ?? 0) + erased;
}
