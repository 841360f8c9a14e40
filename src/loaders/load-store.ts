// Loaders of what our own store keeps of a customer.
import DataLoader from "dataloader";
import type { AccessEntry } from "../domains/audit/access-entry.js";
import type { AccessLogAsk, AccessLogStore } from "../domains/audit/access-log.js";
import type { ConsentHistoryAsk, ConsentStore } from "../domains/consent/consent-store.js";
import type { ConsentDutyAsk, ConsentDutyStore } from "../domains/consent/consent-duty-store.js";
import type { ConsentDuty } from "../domains/consent/consent-duty.js";
import type { ConsentRecord } from "../domains/consent/consent.js";
import type {
  PreferencesHistoryAsk,
  PreferencesStore,
  PreferencesVersion,
} from "../domains/contact-policy/preferences-store.js";
import { type Preferences, toDefaultPreferences } from "../domains/contact-policy/preferences.js";
import type { OwnFacetName, OwnRecordStore } from "../domains/customer/own-records.js";
import type { IdentityHolder, IdentityStore } from "../domains/identity/identity-store.js";
import {
  type CustomerRef,
  type IdentityKey,
  identityKeyText,
  type IdentityLink,
} from "../domains/identity/identity.js";
import type { RightsRequest } from "../domains/rights/rights-request.js";
import type { RightsRequestAsk, RightsRequestStore } from "../domains/rights/rights-store.js";
import type { Trigger, TriggerAsk, TriggerStore } from "../domains/triggers/trigger.js";
import type { BatchSchedule, Stage } from "./batch-schedule.js";
import { forgetPages, toPageText } from "./page-text.js";
import type { Provenance } from "./provenance.js";

/** The ports of the store that loaders read. */
export interface LoaderStores {
  readonly identities: IdentityStore;
  readonly consents: ConsentStore;
  readonly consentDuties: ConsentDutyStore;
  readonly preferences: PreferencesStore;
  readonly triggers: TriggerStore;
  readonly rightsRequests: RightsRequestStore;
  readonly accessEntries: AccessLogStore;
  readonly ownRecords: Pick<OwnRecordStore, "loadFacets">;
}

/** The loaders of the store, one a kind of read. */
export type StoreLoaders = ReturnType<typeof createStoreLoaders>;

/** Makes the loaders of the store for one request. */
export function createStoreLoaders(stores: LoaderStores, schedule: BatchSchedule, provenance: Provenance) {
  const { identities, consents, consentDuties, preferences, triggers, rightsRequests, accessEntries } =
    stores;
  const { ownRecords } = stores;

  /** A loader over a port that answers in the order of the asks. */
  const inOrder = <Key, Value>(
    stage: Stage,
    name: string,
    load: (keys: readonly Key[]) => Promise<readonly Value[]>,
    toCacheKey: (key: Key) => string,
    cacheMap = new Map<string, Promise<Value>>(),
  ): DataLoader<Key, Value, string> =>
    new DataLoader<Key, Value, string>((keys) => provenance.readStore(name, keys.length, () => load(keys)), {
      batchScheduleFn: schedule.at(stage),
      cacheKeyFn: toCacheKey,
      cacheMap,
    });

  /** A loader over a port that answers a map of what it found. */
  const byText = <Value, Found = Value>(
    stage: Stage,
    name: string,
    load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Found>>,
    toValue: (found: Found | undefined, key: string) => Value,
  ): DataLoader<string, Value, string> =>
    inOrder(
      stage,
      name,
      async (keys: readonly string[]) => {
        const found = await load(keys);
        return keys.map((key) => toValue(found.get(key), key));
      },
      (key) => key,
    );

  const historyCache = new Map<string, Promise<readonly ConsentRecord[]>>();
  const preferencesHistoryCache = new Map<string, Promise<readonly PreferencesVersion[]>>();
  const dutyCache = new Map<string, Promise<readonly ConsentDuty[]>>();
  const triggerCache = new Map<string, Promise<readonly Trigger[]>>();
  const rightsCache = new Map<string, Promise<readonly RightsRequest[]>>();
  const accessCache = new Map<string, Promise<readonly AccessEntry[]>>();
  return {
    accessCache,
    historyCache,
    preferencesHistoryCache,
    dutyCache,
    triggerCache,
    rightsCache,
    customers: byText<CustomerRef | undefined>(
      "lookup",
      "customers",
      (ids) => identities.loadCustomers(ids),
      (found) => found,
    ),
    holders: inOrder<IdentityKey, readonly IdentityHolder[]>(
      "lookup",
      "holders",
      async (keys) => {
        const found = await identities.loadHolders(keys);
        return keys.map((key) => found.get(identityKeyText(key)) ?? []);
      },
      identityKeyText,
    ),
    links: byText<readonly IdentityLink[]>(
      "store",
      "identities",
      (ids) => identities.loadLinks(ids),
      (found) => found ?? [],
    ),
    ownFacets: byText<ReadonlySet<OwnFacetName>>(
      "store",
      "ownFacets",
      (ids) => ownRecords.loadFacets(ids),
      (found) => found ?? new Set(),
    ),
    consents: byText<readonly ConsentRecord[]>(
      "store",
      "consents",
      (ids) => consents.loadPresent(ids),
      (found) => found ?? [],
    ),
    consentRecords: byText<ConsentRecord | undefined>(
      "lookup",
      "consents.byId",
      (ids) => consents.loadByIds(ids),
      (found) => found,
    ),
    consentHistory: inOrder<ConsentHistoryAsk, readonly ConsentRecord[]>(
      "store",
      "consentHistory",
      (asks) => consents.loadHistory(asks),
      toAskText,
      historyCache,
    ),
    consentDuties: inOrder<ConsentDutyAsk, readonly ConsentDuty[]>(
      "store",
      "consentDuties",
      (asks) => consentDuties.loadDuties(asks),
      toAskText,
      dutyCache,
    ),
    dutiesById: byText<ConsentDuty | undefined>(
      "lookup",
      "consentDuties.byId",
      (ids) => consentDuties.loadByIds(ids),
      (found) => found,
    ),
    preferences: byText<Preferences>(
      "store",
      "preferences",
      (ids) => preferences.loadPreferences(ids),
      (found, id) => found ?? toDefaultPreferences(id),
    ),
    preferencesHistory: inOrder<PreferencesHistoryAsk, readonly PreferencesVersion[]>(
      "store",
      "preferencesHistory",
      (asks) => preferences.loadHistory(asks),
      toAskText,
      preferencesHistoryCache,
    ),
    triggers: inOrder<TriggerAsk, readonly Trigger[]>(
      "store",
      "triggers",
      (asks) => triggers.loadTriggers(asks),
      toAskText,
      triggerCache,
    ),
    rightsRequests: inOrder<RightsRequestAsk, readonly RightsRequest[]>(
      "store",
      "rightsRequests",
      (asks) => rightsRequests.loadRequests(asks),
      toAskText,
      rightsCache,
    ),
    rightsRequestsById: byText<RightsRequest | undefined>(
      "lookup",
      "rightsRequests.byId",
      (ids) => rightsRequests.loadByIds(ids),
      (found) => found,
    ),
    accessLog: inOrder<AccessLogAsk, readonly AccessEntry[]>(
      "store",
      "accessLog",
      (asks) => accessEntries.loadBySubjects(asks),
      toAskText,
      accessCache,
    ),
    accessEntriesById: byText<AccessEntry | undefined>(
      "lookup",
      "accessLog.byId",
      (ids) => accessEntries.loadByIds(ids),
      (found) => found,
    ),
    triggersById: byText<Trigger | undefined>(
      "lookup",
      "triggers.byId",
      (ids) => triggers.loadByIds(ids),
      (found) => found,
    ),
  };
}

function toAskText({
  customerId,
  limit,
  after,
  ...ask
}: AccessLogAsk | ConsentHistoryAsk | ConsentDutyAsk | TriggerAsk | RightsRequestAsk): string {
  const statuses = "statuses" in ask ? ask.statuses : undefined;
  return `${customerId} ${toPageText({ limit, ...(after && { after }) })} ${statuses?.join() ?? ""}`;
}

/** Forgets what was loaded of a customer, and everything that is not kept by customer. */
export function forgetInStore(customerId: string, store: StoreLoaders): void {
  for (const loader of [store.customers, store.links, store.consents, store.preferences, store.ownFacets])
    loader.clear(customerId);
  const byId = [store.consentRecords, store.dutiesById, store.triggersById, store.rightsRequestsById];
  for (const loader of [store.holders, ...byId]) loader.clearAll();
  forgetPages(customerId, store.accessCache);
  forgetPages(customerId, store.historyCache);
  forgetPages(customerId, store.dutyCache);
  forgetPages(customerId, store.rightsCache);
  forgetPages(customerId, store.preferencesHistoryCache);
  forgetPages(customerId, store.triggerCache);
}
