// Follows what changes in the sources, each source in a loop of its own: by replication where the source sends its changes,
// else by looking. A source that is down is tried again ever more slowly, for ever, and disturbs no other.
import { createPolling, type FollowCounts, type FollowOptions } from "./create-polling.js";
import { followByReplication } from "./follow-by-replication.js";
import type { FollowedSource } from "./followed-source.js";
import { WaitingChanges } from "./waiting-changes.js";

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
  if (source.replication !== undefined)
    return followByReplication(source, source.replication, counts, options, stop);
  const poll = createPolling(source, counts, options, new WaitingChanges());
  while (!stop.aborted) await poll(stop);
}
