// Trying rules on the past, one at a time in a process, so that answers to others are not crowded out.
import type { EventLog } from "../domains/events/event.js";
import { simulateTriggerRule } from "../domains/triggers/simulation/simulate-rule.js";
import type { UseCases } from "../graphql/use-cases.js";
import { createLoaders } from "../loaders/create-loaders.js";
import { createSimulationReader } from "../loaders/create-simulation-reader.js";
import type { Clock } from "../shared/clock.js";
import type { Store } from "../store/create-store.js";
import type { AppOptions } from "./app-options.js";
import { loadCustomerFacts } from "./rule-parts.js";
import { keepResponse } from "./silence-parts.js";

/** For the reads of one batch of customers. */
const batchDeadlineMs = 30_000;

/** The use case over the store, the log and the sources. */
export function toSimulation(
  { sources }: Pick<AppOptions, "sources">,
  store: Store,
  eventLog: EventLog,
  clock: Clock,
): UseCases["simulateTriggerRule"] {
  const findResponse = keepResponse(store.contactHistory, clock);
  let last: Promise<unknown> = Promise.resolve();
  const simulate: UseCases["simulateTriggerRule"] = (listVisible, input) => {
    const started = performance.now();
    const reader = createSimulationReader({
      createLoaders: () =>
        createLoaders({ sources, stores: store, readTimeoutMs: batchDeadlineMs, clock, isBackground: true }),
      eventLog,
      listVisible,
      loadFacts: loadCustomerFacts,
      findResponse,
    });
    const elapsedMs = (): number => performance.now() - started;
    return simulateTriggerRule(reader, input, { now: clock.now(), elapsedMs });
  };
  return (...asked) => {
    const next = last.then(() => simulate(...asked));
    last = next.catch(() => undefined);
    return next;
  };
}
