// The loaders of one request, put together: what may be asked, and what is remembered of it.
import type { IdentityKey } from "../domains/identity/identity.js";
import { type Clock, systemClock } from "../shared/clock.js";
import type { ConnectedSource } from "../sources/kit/define-source.js";
import { BatchSchedule } from "./batch-schedule.js";
import type { FacetContext } from "./facet-context.js";
import { checkSources } from "./check-sources.js";
import { createFacetLoaders, type FacetLoaders } from "./facet-loaders.js";
import { findByIdentity } from "./find-by-identity.js";
import { createReferenceLoader } from "./find-by-reference.js";
import { listByDirectory } from "./list-customers.js";
import type { OwnStores } from "./load-own-records.js";
import { createStoreLoaders, forgetInStore, type LoaderStores } from "./load-store.js";
import type { Loaders } from "./loaders.js";
import { type EndedRead, Provenance } from "./provenance.js";
import type { ReadCache } from "./read-cache.js";

/** What all requests share. */
export interface LoaderParts {
  readonly sources: readonly ConnectedSource[];
  readonly stores: LoaderStores & OwnStores;
  /** How long the reads of one request may take together. */
  readonly readTimeoutMs: number;
  readonly clock?: Clock;
  /** What stands in for answers that fail; absent for whoever must read the sources as they are. */
  readonly readCache?: ReadCache;
  /** True when no caller waits for what is read. */
  readonly isBackground?: boolean;
  /** Called after each read of a source or the store, for metrics. */
  readonly onRead?: (read: EndedRead) => void;
}

/** Makes the loaders of one request; `signal` aborts when nobody waits for its answer any longer. */
export function createLoaders(parts: LoaderParts, request: { readonly signal?: AbortSignal } = {}): Loaders {
  const { sources, stores, readTimeoutMs, isBackground = false, clock = systemClock } = parts;
  const endsAt = performance.now() + readTimeoutMs;
  // Made with the first read of a source: what asks the store only, as most events of a subscription, needs no timer.
  let signal: AbortSignal | undefined;
  const options = {
    endsAt,
    isBackground,
    get signal() {
      return (signal ??= toReadSignal(request.signal, endsAt - performance.now()));
    },
  };
  // Half of the time for finding customers, so that a search that hangs leaves the other half for reading.
  const schedule = new BatchSchedule(readTimeoutMs / 2);
  const provenance = new Provenance(schedule, clock, options, parts.onRead);
  const store = createStoreLoaders(stores, schedule, provenance);
  const references = createReferenceLoader(store, schedule);
  const lookups = {
    links: (customerId: string) => store.links.load(customerId),
    holders: (key: IdentityKey) => store.holders.load(key),
  };
  const context: FacetContext = {
    sources,
    lookups,
    schedule,
    provenance,
    ...(parts.readCache && { readCache: parts.readCache }),
  };
  // Made with the first read of a facet: the answer to an event of a subscription mostly needs none.
  let facets: FacetLoaders | undefined;
  const getFacets = () => (facets ??= createFacetLoaders(context, stores, (id) => store.ownFacets.load(id)));

  return {
    reads: provenance.reads,
    customer: (id) => schedule.track("lookup", store.customers.load(id)),
    customerByIdentity: (key) => schedule.track("lookup", findByIdentity(key, store)),
    customerByReference: (reference) => schedule.track("lookup", references.load(reference)),
    customers: ({ limit, after, filter }) =>
      schedule.track(
        "lookup",
        filter === undefined
          ? provenance.readStore("customers.list", 1, () =>
              stores.identities.listCustomers({ limit, ...(after !== undefined && { afterId: after }) }),
            )
          : listByDirectory(
              { limit, filter, ...(after !== undefined && { after }) },
              sources,
              store,
              provenance,
            ),
      ),
    facet: (facet, customerId, page) =>
      schedule.track("facet", getFacets().pages[facet].load({ customerId, page })),
    record: (facet, id) => schedule.track("lookup", getFacets().records[facet].load(id)),
    identities: (customerId) => schedule.track("store", store.links.load(customerId)),
    consents: (customerId) => schedule.track("store", store.consents.load(customerId)),
    consentHistory: (customerId, page) =>
      schedule.track("store", store.consentHistory.load({ customerId, ...page })),
    consentRecord: (id) => schedule.track("lookup", store.consentRecords.load(id)),
    consentDuties: (customerId, page) =>
      schedule.track("store", store.consentDuties.load({ customerId, ...page })),
    consentDuty: (id) => schedule.track("lookup", store.dutiesById.load(id)),
    listConsentDuties: (page) =>
      schedule.track(
        "lookup",
        provenance.readStore("consentDuties.list", 1, () => stores.consentDuties.listDuties(page)),
      ),
    preferences: (customerId) => schedule.track("store", store.preferences.load(customerId)),
    preferencesHistory: (customerId, page) =>
      schedule.track("store", store.preferencesHistory.load({ customerId, ...page })),
    triggers: (customerId, page) => schedule.track("store", store.triggers.load({ customerId, ...page })),
    trigger: (id) => schedule.track("lookup", store.triggersById.load(id)),
    listTriggers: (page) =>
      schedule.track(
        "lookup",
        provenance.readStore("triggers.list", 1, () => stores.triggers.listTriggers(page)),
      ),
    rightsRequests: (customerId, page) =>
      schedule.track("store", store.rightsRequests.load({ customerId, ...page })),
    rightsRequest: (id) => schedule.track("lookup", store.rightsRequestsById.load(id)),
    rightsRequestsByDeadline: (page) =>
      schedule.track(
        "lookup",
        provenance.readStore("rightsRequests.list", 1, () => stores.rightsRequests.listRequests(page)),
      ),
    accessLog: (customerId, page) => schedule.track("store", store.accessLog.load({ customerId, ...page })),
    accessEntry: (id) => schedule.track("lookup", store.accessEntriesById.load(id)),
    accessEntries: (page) =>
      schedule.track(
        "lookup",
        provenance.readStore("accessEntries.list", 1, () => stores.accessEntries.listEntries(page)),
      ),
    sourceAnswers: async () => {
      await schedule.settled();
      return provenance.toAnswers(sources);
    },
    sourceHealth: () => checkSources(sources, options),
    limitPatience: (patienceMs) => schedule.limitPatience(patienceMs),
    forget: (customerId) => {
      references.clearAll();
      facets?.forget(customerId);
      forgetInStore(customerId, store);
    },
  };
}

/** Aborts when the time is over, or when nobody waits any longer. */
function toReadSignal(caller: AbortSignal | undefined, leftMs: number): AbortSignal {
  const deadline = AbortSignal.timeout(Math.max(0, Math.ceil(leftMs)));
  return caller === undefined ? deadline : AbortSignal.any([caller, deadline]);
}
