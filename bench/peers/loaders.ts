// DataLoaders of one request, and the resolvers over them: for graphql-yoga, alone and as subgraphs.
import DataLoader from "dataloader";
import {
  listCustomers,
  loadConsents,
  loadConsultations,
  loadCustomers,
  loadIdentities,
  loadProfiles,
  loadTransfers,
  loadWebEvents,
  toKey,
  type CustomerRow,
  type ListAsk,
} from "./records.js";

const byAsk = { cacheKeyFn: ({ key, first }: ListAsk) => `${key} ${String(first)}` };

/** Makes the loaders of one request. */
export function createRequestLoaders() {
  return {
    customers: new DataLoader(loadCustomers),
    profiles: new DataLoader(loadProfiles),
    identities: new DataLoader(loadIdentities),
    consents: new DataLoader(loadConsents),
    webEvents: new DataLoader(loadWebEvents, byAsk),
    transfers: new DataLoader(loadTransfers, byAsk),
    consultations: new DataLoader(loadConsultations, byAsk),
  };
}

/** What a resolver gets as its context. */
export interface LoadersContext {
  readonly loaders: ReturnType<typeof createRequestLoaders>;
}

interface ListArguments {
  readonly first: number;
}

/** Resolvers of Query. */
export const queryResolvers = {
  customer: (_root: unknown, { id }: { readonly id: string }, { loaders }: LoadersContext) =>
    loaders.customers.load(toKey(id)),
  customers: async (
    _root: unknown,
    { first, after }: { readonly first: number; readonly after?: string | null },
  ) => toCustomerConnection(await listCustomers(first, after), first),
};

/** Cuts what was read with one more than asked for. */
export function toCustomerConnection(found: readonly CustomerRow[], first: number): object {
  const customers = found.slice(0, first);
  return {
    edges: customers.map((node) => ({ node })),
    pageInfo: { hasNextPage: found.length > first, endCursor: customers.at(-1)?.key ?? null },
  };
}

/** Resolvers of Customer by field. */
export const customerResolvers = {
  profile: ({ crmId }: CustomerRow, _arguments: unknown, { loaders }: LoadersContext) =>
    loaders.profiles.load(crmId),
  identities: ({ key }: CustomerRow, _arguments: unknown, { loaders }: LoadersContext) =>
    loaders.identities.load(key),
  consents: ({ key }: CustomerRow, _arguments: unknown, { loaders }: LoadersContext) =>
    loaders.consents.load(key),
  webEvents: ({ key }: CustomerRow, { first }: ListArguments, { loaders }: LoadersContext) =>
    loaders.webEvents.load({ key, first }),
  transfers: ({ key }: CustomerRow, { first }: ListArguments, { loaders }: LoadersContext) =>
    loaders.transfers.load({ key, first }),
  consultations: ({ key }: CustomerRow, { first }: ListArguments, { loaders }: LoadersContext) =>
    loaders.consultations.load({ key, first }),
};
