// Telling other systems of triggers.
import { createLoaders } from "../loaders/create-loaders.js";
import { deliverTriggerWebhooks } from "../reactions/deliver-trigger-webhooks.js";
import type { Clock } from "../shared/clock.js";
import type { Store } from "../store/create-store.js";
import type { AppOptions } from "./app-options.js";
import { toSilenceParts } from "./silence-parts.js";

/** For what other systems know of a customer. */
const readTimeoutMs = 10_000;

/** Starts to tell the endpoints of the settings. */
export function startTriggerWebhooks(
  { sources, logger, triggerEndpoints = [] }: AppOptions,
  store: Store,
  clock: Clock,
): Promise<AsyncDisposable> {
  const newLoaders = () =>
    createLoaders({ sources, stores: store, readTimeoutMs, clock, isBackground: true });
  return deliverTriggerWebhooks({
    ...toSilenceParts(store, clock, newLoaders),
    queue: store.webhooks,
    endpoints: triggerEndpoints,
    findCrmId: async (id) => (await store.identities.loadCustomers([id])).get(id)?.crmId ?? null,
    logger,
  });
}
