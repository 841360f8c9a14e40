// The store's ports in memory, as far as loaders read them.
import type { ConsentRecord } from "../../src/domains/consent/consent.js";
import type { Consultation } from "../../src/domains/customer/records.js";
import type { IdentityHolder } from "../../src/domains/identity/identity-store.js";
import {
  type CustomerRef,
  identityKeyText,
  type IdentityKey,
  type IdentityLink,
} from "../../src/domains/identity/identity.js";
import type { LoaderParts } from "../../src/loaders/create-loaders.js";
import { makeCustomerRef } from "./records.js";

/** An identity in short: `PHONE:+821012345678`, with `?` in front when it is not verified. */
export type ShortIdentity = string;

/** What the fake store holds. */
export interface FakeStoreContent {
  /** Identities by customer id. The CRM_ID among them is the customer's. */
  readonly customers: Readonly<Record<string, readonly ShortIdentity[]>>;
  readonly consultations?: readonly { readonly customerId: string; readonly record: Consultation }[];
  /** Called before each call of the named port; throw or wait to behave badly. */
  readonly before?: (port: string) => Promise<void> | void;
}

/** Makes the ports of the store. */
export function createFakeStores({
  customers,
  consultations = [],
  before,
}: FakeStoreContent): LoaderParts["stores"] {
  const links = Object.entries(customers).flatMap(([customerId, identities]) =>
    identities.map((identity) => toLink(customerId, identity)),
  );
  const refs = new Map(
    Object.keys(customers).map((id): [string, CustomerRef] => [
      id,
      makeCustomerRef({
        id,
        crmId: links.find((link) => link.customerId === id && link.namespace === "CRM_ID")?.value ?? null,
      }),
    ]),
  );
  return {
    identities: {
      loadCustomers: async (ids) => {
        await before?.("customers");
        return pick(ids, (id) => refs.get(id));
      },
      loadLinks: async (ids) => {
        await before?.("links");
        return pick(ids, (id) => links.filter((link) => link.customerId === id));
      },
      loadHolders: async (keys) => {
        await before?.("holders");
        return new Map(keys.map((key) => [identityKeyText(key), holdersOf(key, links)]));
      },
      loadErased: async () => new Set<string>(),
      listCustomers: async ({ limit, afterId = "" }) => {
        await before?.("list");
        return [...refs.values()].filter(({ id }) => id > afterId).slice(0, limit);
      },
    },
    rightsRequests: {
      loadRequests: async (asks) => asks.map(() => []),
      loadByIds: async () => new Map(),
      listRequests: async () => [],
    },
    accessEntries: {
      loadBySubjects: async (asks) => asks.map(() => []),
      loadByIds: async () => new Map(),
      listEntries: async () => [],
    },
    consents: {
      loadPresent: async (ids) => {
        await before?.("consents");
        return pick(ids, (): readonly ConsentRecord[] => []);
      },
      loadHistory: async (asks) => asks.map(() => []),
      loadByIds: async () => new Map(),
    },
    consentDuties: {
      loadDuties: async (asks) => asks.map(() => []),
      loadByIds: async () => new Map(),
      listDuties: async () => [],
    },
    preferences: {
      loadPreferences: async () => new Map(),
      loadHistory: async (asks) => asks.map(() => []),
    },
    triggers: {
      loadTriggers: async (asks) => asks.map(() => []),
      loadByIds: async () => new Map(),
      listTriggers: async () => [],
    },
    ownRecords: {
      loadFacets: async (ids) => {
        await before?.("ownFacets");
        return pick(ids, (id) =>
          consultations.some(({ customerId }) => customerId === id)
            ? new Set(["consultations"] as const)
            : undefined,
        );
      },
      loadRecords: async (_facet, asks) => asks.map(() => []),
      loadByIds: async () => new Map(),
    },
    consultations: {
      loadConsultations: async (asks) => {
        await before?.("consultations");
        return asks.map(({ customerId }) =>
          consultations.filter((own) => own.customerId === customerId).map(({ record }) => record),
        );
      },
      loadByIds: async (ids) => pick(ids, (id) => consultations.find(({ record }) => record.recordId === id)),
    },
  };
}

function pick<Value>(ids: readonly string[], find: (id: string) => Value | undefined): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const id of ids) {
    const value = find(id);
    if (value !== undefined) found.set(id, value);
  }
  return found;
}

function holdersOf(key: IdentityKey, links: readonly IdentityLink[]): readonly IdentityHolder[] {
  return links
    .filter((link) => identityKeyText(link) === identityKeyText(key))
    .map(({ customerId, verified }) => ({ customerId, verified }));
}

function toLink(customerId: string, identity: ShortIdentity): IdentityLink {
  const verified = !identity.startsWith("?");
  const [namespace = "", value = ""] = identity.replace("?", "").split(/:(.*)/s);
  const at = "2026-01-01T00:00:00Z";
  return {
    namespace: namespace as IdentityLink["namespace"],
    value,
    customerId,
    source: "fake",
    verified,
    firstSeenAt: at,
    lastSeenAt: at,
    evidence: { method: "DETERMINISTIC", score: 1, reasons: [], linkedAt: at, linkedBy: "fake" },
  };
}
