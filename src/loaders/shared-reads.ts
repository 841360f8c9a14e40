// Reads of compiled operations: the same stores, sources, guards and attribution as `create-loaders.ts`, but shared by all
// requests that ask at the same time, and shaped by the source where it can. What a caller may see is judged afterwards.
import type { ConsentRecord } from "../domains/consent/consent.js";
import type { ConsultationStore } from "../domains/customer/consultation-store.js";
import { type FacetName, facets, type RecordOf } from "../domains/customer/facets.js";
import { findSoleHolder } from "../domains/identity/identity-store.js";
import {
  type CustomerRef,
  identityKeyText,
  type IdentityKey,
  type IdentityLink,
} from "../domains/identity/identity.js";
import type { ConnectedSource, Shape, ShapedAsk } from "../sources/kit/define-source.js";
import { mergeNewestFirst } from "./arrange-by-key.js";
import type { LoaderStores } from "./load-store.js";
import { shareBatches } from "./shared-batch.js";

export type { Shape, ShapedField } from "../sources/kit/define-source.js";

/** Facets that are lists of records. */
export type ListFacet = "webEvents" | "transfers" | "consultations";

/** What the store knows of a customer. */
export interface CustomerHead {
  readonly ref: CustomerRef;
  readonly links: readonly IdentityLink[];
  readonly consents: readonly ConsentRecord[];
}

/** What an operation needs of each customer beside the row itself. */
export interface HeadNeeds {
  readonly links: boolean;
  readonly consents: boolean;
}

/** Reads that requests share. All reject as the sources and the store do. */
export interface SharedReads {
  customer(id: string): Promise<CustomerRef | undefined>;
  customers(page: { readonly limit: number; readonly afterId?: string }): Promise<readonly CustomerRef[]>;
  head(ref: CustomerRef, needs: HeadNeeds): Promise<CustomerHead>;
  profile(head: CustomerHead): Promise<RecordOf<"profile"> | undefined>;
  /** The newest records as JSON objects separated by commas; undefined when they have to be read as records. */
  records(facet: ListFacet, shape: Shape, head: CustomerHead, limit: number): Promise<string | undefined>;
  /** Whether a shape can be written now: there is one source of the facet, it can, and it is not left alone. */
  canRead(facet: ListFacet | "profile", shape?: Shape): boolean;
}

/** What shared reads are made of. */
export interface SharedReadParts {
  readonly sources: readonly ConnectedSource[];
  readonly stores: LoaderStores & { readonly consultations: ConsultationStore };
  /** A read that takes longer is given up; the request then reads for itself. */
  readonly readTimeoutMs: number;
}

const maxKeys = 500;
/** Two: while one is read, the next collects; more would only make the batches smaller. */
const maxUnderWay = 2;
const maxShapes = 300;

/** Makes the shared reads of this process. */
export function createSharedReads({ sources, stores, readTimeoutMs }: SharedReadParts): SharedReads {
  const share = <Key, Value>(load: (keys: readonly Key[]) => Promise<readonly Value[]>) =>
    shareBatches<Key, Value>({ load, maxKeys, maxUnderWay, maxWaitMs: readTimeoutMs });
  const byMap = <Value>(load: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>) =>
    share<string, Value | undefined>(async (ids) => {
      const found = await load([...new Set(ids)]);
      return ids.map((id) => found.get(id));
    });
  const newOptions = () => ({
    signal: AbortSignal.timeout(readTimeoutMs),
    endsAt: performance.now() + readTimeoutMs,
  });

  const customer = byMap((ids) => stores.identities.loadCustomers(ids));
  const links = byMap((ids) => stores.identities.loadLinks(ids));
  const consents = byMap((ids) => stores.consents.loadPresent(ids));
  const holders = share<IdentityKey, boolean | string>(async (keys) => {
    // Each once: the store answers an identity as often as it is asked for, and twice the same holder is not a sole one.
    const once = new Map(keys.map((key) => [identityKeyText(key), key]));
    const found = await stores.identities.loadHolders([...once.values()]);
    return keys.map((key) => findSoleHolder(found.get(identityKeyText(key)) ?? [])?.customerId ?? false);
  });
  const ownConsultations = share<string, boolean>(async (ids) => {
    const asks = ids.map((customerId) => ({ customerId, page: { limit: 1 } }));
    return (await stores.consultations.loadConsultations(asks)).map((records) => records.length > 0);
  });
  const pages = share<{ readonly limit: number; readonly afterId?: string }, readonly CustomerRef[]>(
    (asked) => {
      const known = new Map<string, Promise<readonly CustomerRef[]>>();
      return Promise.all(
        asked.map((page) => {
          const text = `${page.afterId ?? ""} ${String(page.limit)}`;
          const reading = known.get(text) ?? stores.identities.listCustomers(page);
          known.set(text, reading);
          return reading;
        }),
      );
    },
  );

  const sourceOf = (facet: FacetName): ConnectedSource | undefined => {
    const serving = sources.filter((source) => source.facets[facet] !== undefined);
    return serving.length === 1 ? serving[0] : undefined;
  };
  const profileSource = sourceOf("profile");
  const profiles = share<IdentityKey, RecordOf<"profile"> | undefined>(async (keys) => {
    const asks = keys.map((key) => ({ key, page: { limit: 1 } }));
    const found = (await profileSource?.facets.profile?.read(asks, newOptions())) ?? [];
    const records = keys.map((): RecordOf<"profile"> | undefined => undefined);
    for (const { ask, record } of found) records[ask] = record;
    return records;
  });

  // One batch a shape: a statement has the columns of its shape.
  const shaped = new Map<string, (ask: ShapedAsk) => Promise<string | undefined>>();
  const readShape = (facet: ListFacet, shape: Shape): ((ask: ShapedAsk) => Promise<string | undefined>) => {
    const text = `${facet} ${JSON.stringify(shape)}`;
    const known = shaped.get(text);
    if (known !== undefined) return known;
    const reader = sourceOf(facet)?.facets[facet]?.shaped;
    const read = share<ShapedAsk, string | undefined>(async (asks) =>
      reader === undefined ? asks.map(() => undefined) : reader.read(shape, asks, newOptions()),
    );
    if (shaped.size >= maxShapes) shaped.delete(shaped.keys().next().value ?? "");
    shaped.set(text, read);
    return read;
  };

  const findKeys = async (facet: FacetName, head: CustomerHead): Promise<readonly IdentityKey[]> => {
    const found = await Promise.all(
      facets[facet].keys.flatMap(({ namespace, attribution }) =>
        head.links
          .filter((link) => link.namespace === namespace)
          .map(async ({ value }) => {
            const key = { namespace, value };
            return attribution === "every-holder" || (await holders(key)) === head.ref.id ? key : undefined;
          }),
      ),
    );
    return found.filter((key) => key !== undefined);
  };

  return {
    customer,
    customers: pages,
    async head(ref, needs) {
      const [found, records] = await Promise.all([
        needs.links ? links(ref.id) : undefined,
        needs.consents ? consents(ref.id) : undefined,
      ]);
      return { ref, links: found ?? [], consents: records ?? [] };
    },
    async profile(head) {
      const records = await Promise.all((await findKeys("profile", head)).map(profiles));
      const known = records.filter((record) => record !== undefined);
      return known.length > 1 ? mergeNewestFirst("profile", [known], 1)[0] : known[0];
    },
    async records(facet, shape, head, limit) {
      const [keys, hasOwn] = await Promise.all([
        findKeys(facet, head),
        facet === "consultations" && ownConsultations(head.ref.id),
      ]);
      return hasOwn ? undefined : readShape(facet, shape)({ keys, limit });
    },
    canRead(facet, shape) {
      const source = sourceOf(facet);
      // Kept records stand in for a source only where records are read.
      if (source === undefined || source.staleForMs > 0 || source.health().isCircuitOpen) return false;
      return (
        facet === "profile" || (shape !== undefined && source.facets[facet]?.shaped?.canShape(shape) === true)
      );
    },
  };
}
