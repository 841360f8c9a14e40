// Following in a test's own process or in one that is started to be killed.
import { followSourceChanges, type SourceFollowing } from "../../src/ingest/follow-source-changes.js";
import { silentLogger } from "../../src/observability/logger.js";
import { sources } from "../../src/sources/index.js";
import type { ConnectOptions } from "../../src/sources/kit/connect-source.js";
import type { ConnectedSource } from "../../src/sources/kit/define-source.js";
import type { Store } from "../../src/store/create-store.js";
import type { FollowOptions } from "../../src/ingest/create-polling.js";

/** Connects all sources. */
export function connectSources(
  settings: Readonly<Record<string, string>>,
  options: ConnectOptions = {},
): readonly ConnectedSource[] {
  return sources.map((source) => source.connect(settings, options));
}

/** A follower with a short interval, for tests. */
export function startFollowing(
  connected: readonly ConnectedSource[],
  store: Pick<Store, "unitOfWork" | "identities">,
  more: Partial<FollowOptions> = {},
): SourceFollowing {
  return followSourceChanges({
    sources: connected,
    unitOfWork: store.unitOfWork,
    identityStore: store.identities,
    logger: silentLogger,
    intervalMs: 20,
    backoff: { minMs: 20, maxMs: 100 },
    ...more,
  });
}
