// Drops what the read cache keeps of a customer when an event says that it is out of date. In: the events of the log, from
// the start of this process on. Out: nothing but a smaller cache. Each process has a cache of its own and therefore does
// this itself; it starts with an empty one, so no place in the log is kept.
import { type FacetName, facetNames, facets } from "../domains/customer/facets.js";
import type { EventLog, LoggedEvent, NewEvent } from "../domains/events/event.js";
import type { Loaders } from "../loaders/loaders.js";
import type { ReadCache } from "../loaders/read-cache.js";
import type { Logger } from "../observability/logger.js";

/** What an event of a kind puts out of date; a new identity may lead to records that no page has. */
const outdated: { readonly [Kind in NewEvent["kind"]]: readonly FacetName[] } = {
  WEB_EVENT: ["webEvents"],
  TRANSFER: ["transfers"],
  CONSULTATION: ["consultations"],
  CONTACT: ["contacts"],
  IDENTITY: facetNames,
  CONSENT: [],
  PREFERENCES: [],
  TRIGGER: [],
  CONSENT_DUTY: [],
  RIGHTS: [],
  PROFILE: ["profile"],
};

/** What forgetting works with. */
export interface ForgettingParts {
  readonly cache: Pick<ReadCache, "forget" | "clear" | "isEmpty">;
  readonly createLoaders: () => Pick<Loaders, "customer" | "identities">;
  readonly logger: Pick<Logger, "warn">;
}

/** More events than this that wait drop the whole cache: asking for each would take longer than reading anew. */
const maxWaiting = 1_000;

/** Starts to forget; disposing waits for the event that is being looked at. */
export function forgetCachedReads(
  parts: ForgettingParts & { readonly eventLog: Pick<EventLog, "follow"> },
): AsyncDisposable {
  const { cache, eventLog } = parts;
  let waiting: LoggedEvent[] = [];
  let working: Promise<void> | undefined;
  let isStopped = false;

  async function work(): Promise<void> {
    for (let event = waiting.shift(); event !== undefined && !isStopped; event = waiting.shift())
      await forgetOutdated(event, parts);
  }

  function start(): void {
    working ??= work().finally(() => {
      working = undefined;
      // What came while the last turn ended.
      if (waiting.length > 0 && !isStopped) start();
    });
  }

  const following = eventLog.follow((events) => {
    waiting.push(...events);
    if (waiting.length > maxWaiting) {
      waiting = [];
      cache.clear();
    }
    start();
  });
  return {
    [Symbol.asyncDispose]: async () => {
      isStopped = true;
      await following[Symbol.asyncDispose]();
      await working;
    },
  };
}

/** Drops what one event puts out of date. What cannot be found out is dropped with everything else. */
export async function forgetOutdated(
  { type, kind, customerId }: Pick<LoggedEvent, "type" | "kind" | "customerId">,
  { cache, createLoaders, logger }: ForgettingParts,
): Promise<void> {
  // Also when it is empty: a read that is under way would fill it again.
  if (type === "customer.erased") return cache.clear();
  const names = outdated[kind];
  if (names.length === 0 || cache.isEmpty) return;
  try {
    const loaders = createLoaders();
    // The customer may have been merged into another since.
    const customer = await loaders.customer(customerId);
    const links = customer === undefined ? [] : await loaders.identities(customer.id);
    for (const name of names) {
      const namespaces = facets[name].keys.map((key) => key.namespace);
      for (const { namespace, value } of links) {
        if (namespaces.includes(namespace)) cache.forget(name, { namespace, value });
      }
    }
  } catch (error) {
    cache.clear();
    logger.warn({ err: error }, "The cache of reads was dropped: whose reads are out of date is not known.");
  }
}
