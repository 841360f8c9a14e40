import type { ConnectedSource } from "../sources/kit/define-source.js";
import type { Store } from "../store/create-store.js";
import type { PartHealth } from "../transport/health.js";

const pingTimeoutMs = 2_000;

/** Asks the store and every source whether it answers. */
export async function findHealth(
  store: Store,
  sources: readonly ConnectedSource[],
): Promise<readonly PartHealth[]> {
  const parts = [
    { name: "store", isNeeded: true, ping: () => store.ping() },
    ...sources.map(({ name, ping }) => ({
      name,
      isNeeded: false,
      ping: () => ping({ signal: AbortSignal.timeout(pingTimeoutMs) }),
    })),
  ];
  return Promise.all(
    parts.map(async ({ name, isNeeded, ping }) => {
      const isReady = await ping().then(
        () => true,
        () => false,
      );
      return { name, isNeeded, isReady, status: isReady ? "OK" : "UNAVAILABLE" };
    }),
  );
}
