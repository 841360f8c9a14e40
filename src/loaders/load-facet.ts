// Pages of a facet by customer: all that a request asks of a facet becomes one batch to each source that serves it.
import DataLoader from "dataloader";
import { type FacetName, type FacetPage, facets, type RecordOf } from "../domains/customer/facets.js";
import { identityKeyText, type IdentityKey } from "../domains/identity/identity.js";
import type { ConnectedSource, SourceAsk } from "../sources/kit/define-source.js";
import { arrangeByAsk, mergeNewestFirst } from "./arrange-by-key.js";
import type { FacetContext } from "./facet-context.js";
import { findFacetKeys } from "./find-facet-keys.js";
import { toPageText } from "./page-text.js";

/** A customer and the page of records wanted. */
export interface CustomerPage<F extends FacetName> {
  readonly customerId: string;
  readonly page: FacetPage<F>;
}

/** Lists of records, in the order of what was asked; an error stands in the place of what it costs. */
export type Lists<F extends FacetName> = readonly (readonly RecordOf<F>[] | Error)[];

/** Reads records that stand under the customer itself, not under an identity. Never rejects. */
export type OwnReader<F extends FacetName> = (wanted: readonly CustomerPage<F>[]) => Promise<Lists<F>>;

/**
 * Makes the loader of one facet. What it remembers is in `cache`, under `<customer id> <page>`; `readOwn` adds what we keep
 * ourselves of the facet.
 */
export function createFacetLoader<F extends FacetName>(
  facet: F,
  context: FacetContext,
  cache: Map<string, Promise<readonly RecordOf<F>[]>>,
  readOwn?: OwnReader<F>,
): DataLoader<CustomerPage<F>, readonly RecordOf<F>[], string> {
  const load = (wanted: readonly CustomerPage<F>[]): Promise<Lists<F>> =>
    loadPages(facet, wanted, context, readOwn);
  return new DataLoader<CustomerPage<F>, readonly RecordOf<F>[], string>(load, {
    batchScheduleFn: context.schedule.at("facet"),
    cacheKeyFn: ({ customerId, page }) => `${customerId} ${toPageText(page)}`,
    cacheMap: cache,
  });
}

async function loadPages<F extends FacetName>(
  facet: F,
  wanted: readonly CustomerPage<F>[],
  context: FacetContext,
  readOwn?: OwnReader<F>,
): Promise<Lists<F>> {
  const keys = await Promise.all(
    wanted.map(({ customerId }) =>
      // An identity that cannot be opened costs its customer's list, not those of the others.
      findFacetKeys(facets[facet].keys, customerId, context.lookups).catch(
        (error: unknown) => error as Error,
      ),
    ),
  );
  const { asks, askNumbers } = toAsks(wanted, keys);
  const parts = await Promise.all([
    // First: of a record that a source has too, the source's word holds.
    ...(readOwn === undefined ? [] : [readOwn(wanted)]),
    ...context.sources.map(async (source): Promise<Lists<F>> => {
      const lists = await readSource(source, facet, asks, context);
      return wanted.map((_, at) =>
        joinLists(
          facet,
          (askNumbers[at] ?? []).map((number) => lists[number] ?? []),
        ),
      );
    }),
  ]);
  return wanted.map(({ page }, at) => {
    const found = keys[at];
    if (found instanceof Error) return found;
    return joinLists(
      facet,
      parts.map((part) => part[at] ?? []),
      page.limit,
    );
  });
}

/** A list with a part missing would lie about what it shows, so one failure takes the place of the whole list. */
function joinLists<F extends FacetName>(
  facet: F,
  lists: Lists<F>,
  limit = Infinity,
): readonly RecordOf<F>[] | Error {
  const failure = lists.find((list) => list instanceof Error);
  if (failure !== undefined) return failure;
  return mergeNewestFirst(facet, lists as readonly (readonly RecordOf<F>[])[], limit);
}

async function readSource<F extends FacetName>(
  source: ConnectedSource,
  facet: F,
  asks: readonly SourceAsk<F>[],
  { provenance, readCache }: FacetContext,
): Promise<Lists<F>> {
  const reader = source.facets[facet];
  if (reader === undefined || asks.length === 0) return [];
  const cache = source.staleForMs > 0 ? readCache : undefined;
  const mark = cache?.mark();
  try {
    const found = await provenance.readSource(source, facet, asks.length, (options) =>
      reader.read(asks, options),
    );
    const lists = arrangeByAsk(found, asks.length);
    if (mark !== undefined) {
      for (const [at, ask] of asks.entries()) cache?.keep(source.name, facet, ask, lists[at] ?? [], mark);
    }
    return lists;
  } catch (error) {
    const kept = asks.map((ask) => cache?.find(source.name, facet, ask, source.staleForMs));
    provenance.noteStale(
      source,
      kept.map((page) => page?.asOf),
    );
    return kept.map((page) => page?.records ?? (error as Error));
  }
}

/** Each identity and page once, however many customers share it, and for each customer the numbers of theirs. */
function toAsks<F extends FacetName>(
  wanted: readonly CustomerPage<F>[],
  keys: readonly (readonly IdentityKey[] | Error)[],
): { readonly asks: readonly SourceAsk<F>[]; readonly askNumbers: readonly (readonly number[])[] } {
  const asks: SourceAsk<F>[] = [];
  const numbers = new Map<string, number>();
  const askNumbers = wanted.map(({ page }, at) => {
    const pageText = toPageText(page);
    const found = keys[at];
    return (found instanceof Error || found === undefined ? [] : found).map((key) => {
      const text = `${identityKeyText(key)} ${pageText}`;
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, asks.length);
      return asks.push({ key, page }) - 1;
    });
  });
  return { asks, askNumbers };
}
