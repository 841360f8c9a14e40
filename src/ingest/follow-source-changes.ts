// Follows what changes in the sources, each source in a loop of its own: first who is who, then what happened. A source
// that is down is tried again ever more slowly, for ever, and disturbs no other.
import { timerPause, toBackoffMs, type BackoffLimits, type Pause } from "../shared/backoff.js";
import type { Logger } from "../observability/logger.js";
import { createChangeFollower, type ChangeFollowing, type ChangeTurn } from "./create-change-follower.js";
import type { FollowedScan, FollowedSource } from "./followed-source.js";
import { createIdentityFollower } from "./link-identities.js";
import type { DropReason } from "./steps/step-result.js";

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

/** Following that is under way; disposing waits for the transaction that is open, if any. */
export interface SourceFollowing extends AsyncDisposable {
  readonly counts: ReadonlyMap<string, Readonly<FollowCounts>>;
}

/** Starts to follow every source that has an identity scan or a change scan. */
export function followSourceChanges(options: FollowOptions): SourceFollowing {
  const stop = new AbortController();
  const followed = options.sources.filter((source) => source.identities ?? source.changes);
  const counts = new Map<string, FollowCounts>(
    followed.map(({ name }) => [name, { events: 0, identities: 0, failures: 0, dropped: {} }]),
  );
  const loops = followed.map((source) =>
    followSource(source, counts.get(source.name)!, options, stop.signal),
  );
  return {
    counts,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.all(loops);
    },
  };
}

async function followSource(
  source: FollowedSource,
  counts: FollowCounts,
  options: FollowOptions,
  stop: AbortSignal,
) {
  const { logger, intervalMs = 500, backoff = { minMs: 500, maxMs: 30_000 } } = options;
  const { pause = timerPause, random = Math.random } = options;
  const takeTurn = createTurn(source, counts, options);
  let failures = 0;
  while (!stop.aborted) {
    try {
      const turn = await takeTurn(stop);
      count(turn, counts);
      if (failures > 0)
        logger.info({ source: source.name, failures }, "A source's changes are followed again.");
      failures = 0;
      if (turn.isAtEnd) await pause(intervalMs, stop);
    } catch (error) {
      if (stop.aborted) return;
      failures += 1;
      counts.failures += 1;
      const waitMs = toBackoffMs(failures, backoff, random);
      // One line an outage, not one a try.
      if (failures === 1)
        logger.warn({ source: source.name, waitMs, err: error }, "A source's changes cannot be read.");
      await pause(waitMs, stop);
    }
  }
}

/** A turn of a source: its identities to their end, then one part of its changes, so that who is new is known. */
function createTurn(source: FollowedSource, counts: FollowCounts, options: FollowOptions) {
  const { name, identities, changes } = source;
  const { scanTimeoutMs = 30_000 } = options;
  const scan = identities && withTimeout(identities, scanTimeoutMs);
  const onErased = (erased: number): void => {
    counts.dropped.ERASED_PERSON = (counts.dropped.ERASED_PERSON ?? 0) + erased;
  };
  const linkNew = scan && createIdentityFollower({ ...options, source: name, scan, onErased });
  const followed = changes ? { ...source, changes: withTimeout(changes, scanTimeoutMs) } : source;
  const followChanges = createChangeFollower(followed, options);
  return async (signal: AbortSignal): Promise<ChangeTurn> => {
    if (linkNew !== undefined) counts.identities += await linkNew(signal);
    return followChanges(signal);
  };
}

function withTimeout<Item>(scan: FollowedScan<Item>, timeoutMs: number): FollowedScan<Item> {
  return (position, limit, { signal }) =>
    scan(position, limit, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
}

function count(turn: ChangeTurn, counts: FollowCounts): void {
  counts.events += turn.events;
  for (const reason of turn.dropped) counts.dropped[reason] = (counts.dropped[reason] ?? 0) + 1;
}
