// Mercurius on fastify with graphql-jit from the first request on, its own batching loaders and pg.
import fastify from "fastify";
import mercurius, { type MercuriusLoaders } from "mercurius";
import { reportPort } from "../contenders/contender-process.js";
import { toCustomerConnection } from "./loaders.js";
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
import { schemaText } from "./schema-text.js";

interface Asked<Params> {
  readonly obj: CustomerRow;
  readonly params: Params;
}

const byKey =
  <Found>(load: (keys: readonly string[]) => Promise<readonly Found[]>) =>
  async (asked: readonly Asked<unknown>[]): Promise<Found[]> => [
    ...(await load(asked.map(({ obj }) => obj.key))),
  ];

const byAsk =
  <Found>(load: (asks: readonly ListAsk[]) => Promise<readonly Found[]>) =>
  async (asked: readonly Asked<{ readonly first: number }>[]): Promise<Found[]> => [
    ...(await load(asked.map(({ obj, params }) => ({ key: obj.key, first: params.first })))),
  ];

const loaders = {
  Customer: {
    profile: async (asked: readonly Asked<unknown>[]) => [
      ...(await loadProfiles(asked.map(({ obj }) => obj.crmId))),
    ],
    identities: byKey(loadIdentities),
    consents: byKey(loadConsents),
    webEvents: byAsk(loadWebEvents),
    transfers: byAsk(loadTransfers),
    consultations: byAsk(loadConsultations),
  },
};

const app = fastify({ keepAliveTimeout: 600_000 });
await app.register(mercurius, {
  schema: schemaText,
  resolvers: {
    Query: {
      customer: async (_root: unknown, { id }: { readonly id: string }) =>
        (await loadCustomers([toKey(id)]))[0],
      customers: async (
        _root: unknown,
        { first, after }: { readonly first: number; readonly after?: string | null },
      ) => toCustomerConnection(await listCustomers(first, after), first),
    },
  },
  loaders: loaders as unknown as MercuriusLoaders,
  jit: 1,
});
await app.listen({ port: 0, host: "127.0.0.1" });
const [address] = app.addresses();
reportPort(typeof address === "object" ? address.port : 0);
