// Reads of compiled operations: the same stores, sources, guards and attribution as `create-loaders.ts`, but shared by all
// requests that ask at the same time, and shaped by the source where it can. What a caller may see is judged afterwards.
import { type FacetName, facetNames, facets, type RecordOf } from "../domains/customer/facets.js";
import type { CustomerHead, HeadNeeds, HeadStore } from "../domains/customer/head-store.js";
import { findSoleHolder, type IdentityStore } from "../domains/identity/identity-store.js";
import { type CustomerRef, identityKeyText, type IdentityKey } from "../domains/identity/identity.js";
import type { ConnectedSource, ReadOptions, Shape, ShapedAsk } from "../sources/kit/define-source.js";
import { mergeNewestFirst } from "./arrange-by-key.js";
import { shareBatches } from "./shared-batch.js";

export type { CustomerHead, HeadNeeds } from "../domains/customer/head-store.js";
export type { Shape, ShapedField } from "../sources/kit/define-source.js";

/** Facets that are lists of records. */
export type ListFacet = "webEvents" | "transfers" | "consultations";

/** Reads that requests share. All reject as the sources and the store do. */
export interface SharedReads {
  customers(page: { readonly limit: number; readonly afterId?: string }): Promise<readonly CustomerRef[]>;
  /** By id, also one that was merged; undefined when there is no such customer. `needs` belongs to a plan and does not change. */
  head(id: string, needs: HeadNeeds): Promise<CustomerHead | undefined>;
  /** The head that `head` will answer if nothing has changed since; until it has, nothing of it may be shown. */
  likelyHead(id: string, needs: HeadNeeds): CustomerHead | undefined;
  profile(head: CustomerHead): Promise<RecordOf<"profile"> | undefined>;
  /** The profile as a JSON object, empty without one; undefined when it has to be read as a record. */
  shapedProfile(head: CustomerHead, shape: Shape): Promise<string | undefined>;
  /** The newest records as JSON objects separated by commas; undefined when they have to be read as records. */
  records(facet: ListFacet, shape: Shape, head: CustomerHead, limit: number): Promise<string | undefined>;
  /**
   * Whether a shape can be written now: there is one source of the facet, it can, and it is not left alone. A profile whose
   * source cannot is read as a record.
   */
  canRead(facet: ListFacet | "profile", shape?: Shape): boolean;
}

/** What shared reads are made of. */
export interface SharedReadParts {
  readonly sources: readonly ConnectedSource[];
  readonly stores: { readonly identities: IdentityStore; readonly heads: HeadStore };
  /** A read that takes longer is given up; the request then reads for itself. */
  readonly readTimeoutMs: number;
}

type ShapedFacet = ListFacet | "profile";
type Keys = readonly IdentityKey[];
type ReadShaped = (ask: ShapedAsk) => Promise<string | undefined>;

const maxKeys = 500;
/** Two: while one is read, the next collects; more would only make the batches smaller. */
const maxUnderWay = 2;
const maxShapes = 300;

/** Makes the shared reads of this process. */
export function createSharedReads({ sources, stores, readTimeoutMs }: SharedReadParts): SharedReads {
  const share = <Key, Value>(load: (keys: readonly Key[]) => Promise<readonly Value[]>) =>
    shareBatches<Key, Value>({ load, maxKeys, maxUnderWay, maxWaitMs: readTimeoutMs });
  // Not AbortSignal.timeout: it would go off, and make an error with its stack, long after the read is over.
  const withinTime = async <Result>(read: (options: ReadOptions) => Promise<Result>): Promise<Result> => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new DOMException("Too late.", "TimeoutError")), readTimeoutMs);
    try {
      return await read({ signal: late.signal, endsAt: performance.now() + readTimeoutMs });
    } finally {
      clearTimeout(timer);
    }
  };

  // One batch for each kind of needs; plans share those that are equal.
  const headsByNeeds = new Map<string, (id: string) => Promise<CustomerHead | undefined>>();
  const readersOfPlans = new WeakMap<HeadNeeds, (id: string) => Promise<CustomerHead | undefined>>();
  const readHead = (needs: HeadNeeds): ((id: string) => Promise<CustomerHead | undefined>) => {
    const known = readersOfPlans.get(needs) ?? headsByNeeds.get(toNeedsText(needs)) ?? shareHeads(needs);
    readersOfPlans.set(needs, known);
    return known;
  };
  const shareHeads = (needs: HeadNeeds): ((id: string) => Promise<CustomerHead | undefined>) => {
    const read = share<string, CustomerHead | undefined>(async (ids) => {
      const found = await stores.heads.loadHeads([...new Set(ids)], needs);
      return ids.map((id) => found.get(id));
    });
    headsByNeeds.set(toNeedsText(needs), read);
    return read;
  };
  const holders = share<IdentityKey, boolean | string>(async (keys) => {
    // Each once: the store answers an identity as often as it is asked for, and twice the same holder is not a sole one.
    const once = new Map(keys.map((key) => [identityKeyText(key), key]));
    const found = await stores.identities.loadHolders([...once.values()]);
    return keys.map((key) => findSoleHolder(found.get(identityKeyText(key)) ?? [])?.customerId ?? false);
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

  const soleSources = new Map(
    facetNames.flatMap((facet) => {
      const [source, ...others] = sources.filter(({ facets: served }) => served[facet] !== undefined);
      return source === undefined || others.length > 0 ? [] : [[facet, source] as const];
    }),
  );
  const profileSource = soleSources.get("profile");
  const profiles = share<IdentityKey, RecordOf<"profile"> | undefined>(async (keys) => {
    const asks = keys.map((key) => ({ key, page: { limit: 1 } }));
    const found = await withinTime(
      async (options) => profileSource?.facets.profile?.read(asks, options) ?? [],
    );
    const records = keys.map((): RecordOf<"profile"> | undefined => undefined);
    for (const { ask, record } of found) records[ask] = record;
    return records;
  });

  // One batch a shape: a statement has the columns of its shape. A plan's shapes are of one facet and do not change.
  const shapedByText = new Map<string, ReadShaped>();
  const shapedOfPlans = new WeakMap<Shape, ReadShaped>();
  const readShape = (facet: ShapedFacet, shape: Shape): ReadShaped => {
    const ofPlan = shapedOfPlans.get(shape);
    if (ofPlan !== undefined) return ofPlan;
    const text = `${facet} ${JSON.stringify(shape)}`;
    let read = shapedByText.get(text);
    if (read === undefined) {
      read = shareShape(facet, shape);
      if (shapedByText.size >= maxShapes) shapedByText.delete(shapedByText.keys().next().value ?? "");
      shapedByText.set(text, read);
    }
    shapedOfPlans.set(shape, read);
    return read;
  };
  const shareShape = (facet: ShapedFacet, shape: Shape): ReadShaped => {
    const reader = soleSources.get(facet)?.facets[facet]?.shaped;
    if (reader?.canShape(shape) !== true) return () => Promise.resolve(undefined);
    return share((asks) => withinTime((options) => reader.read(shape, asks, options)));
  };

  // A head that is remembered keeps its keys, unless it takes the store to tell who holds them.
  const keysOfHeads = new Map(facetNames.map((facet) => [facet, new WeakMap<CustomerHead, Keys>()]));
  const findKeys = (facet: FacetName, head: CustomerHead): Keys | Promise<Keys> => {
    const known = keysOfHeads.get(facet)?.get(head);
    if (known !== undefined) return known;
    const found: IdentityKey[] = [];
    const shared: Promise<IdentityKey | undefined>[] = [];
    for (const { namespace, attribution } of facets[facet].keys) {
      for (const link of head.links) {
        if (link.namespace !== namespace || link.isSole === false) continue;
        const key = { namespace, value: link.value };
        if (attribution === "every-holder" || link.isSole === true) found.push(key);
        else shared.push(holders(key).then((holder) => (holder === head.ref.id ? key : undefined)));
      }
    }
    if (shared.length === 0) {
      keysOfHeads.get(facet)?.set(head, found);
      return found;
    }
    // Those of several holders come last; a source reads all keys of an ask at once, in any order.
    return Promise.all(shared).then((held) => [...found, ...held.filter((key) => key !== undefined)]);
  };

  return {
    customers: pages,
    head: (id, needs) => readHead(needs)(id),
    likelyHead: (id, needs) => stores.heads.findRemembered(id, needs),
    async profile(head) {
      const records = await Promise.all((await findKeys("profile", head)).map(profiles));
      const known = records.filter((record) => record !== undefined);
      return known.length > 1 ? mergeNewestFirst("profile", [known], 1)[0] : known[0];
    },
    shapedProfile: async (head, shape) =>
      readShape("profile", shape)({ keys: await findKeys("profile", head), limit: 1 }),
    async records(facet, shape, head, limit) {
      // Those of the source and those that were sent to us are put in one order where records are read.
      if (head.ownFacets.includes(facet)) return undefined;
      return readShape(facet, shape)({ keys: await findKeys(facet, head), limit });
    },
    canRead(facet, shape) {
      const source = soleSources.get(facet);
      // Kept records stand in for a source only where records are read.
      if (source === undefined || source.staleForMs > 0 || source.health().isCircuitOpen) return false;
      return (
        facet === "profile" || (shape !== undefined && source.facets[facet]?.shaped?.canShape(shape) === true)
      );
    },
  };
}

function toNeedsText({ namespaces, sole, consents, ownFacets }: HeadNeeds): string {
  return `${namespaces.join()} ${sole.join()} ${String(consents)} ${ownFacets.join()}`;
}
