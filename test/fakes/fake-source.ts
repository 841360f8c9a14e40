// A source in memory: records under identities, answered out of order as the contract allows, each call written down.
import type { FacetName, FacetPage, FoundRecord, RecordOf } from "../../src/domains/customer/facets.js";
import { facets } from "../../src/domains/customer/facets.js";
import { identityKeyText, type IdentityKey } from "../../src/domains/identity/identity.js";
import { compareInstants } from "../../src/shared/instant.js";
import type {
  AskedRecord,
  ConnectedSource,
  ReadOptions,
  SourceAsk,
} from "../../src/sources/kit/define-source.js";
import { HealthRecord } from "../../src/sources/kit/source-health.js";

/** What a fake source holds and how it behaves. */
export interface FakeFacet<F extends FacetName> {
  readonly facet: F;
  readonly records: readonly FoundRecord<F>[];
  /** Called before each read; throw or wait to behave badly. */
  readonly before?: (options: ReadOptions) => Promise<void> | void;
}

/** A fake with the asks of every call, in order. */
export interface FakeSource {
  readonly source: ConnectedSource;
  readonly calls: (readonly SourceAsk<FacetName>[])[];
}

/** Makes a source that serves one facet. */
export function createFakeSource<F extends FacetName>(
  name: string,
  { facet, records, before }: FakeFacet<F>,
  more: Partial<ConnectedSource> = {},
): FakeSource {
  const calls: (readonly SourceAsk<FacetName>[])[] = [];
  const reader = {
    read: async (asks: readonly SourceAsk<F>[], options: ReadOptions) => {
      calls.push(asks);
      await before?.(options);
      return asks
        .flatMap((ask, n) =>
          findPage(facet, records, ask).map((record): AskedRecord<F> => ({ ask: n, record })),
        )
        .toReversed();
    },
    readByIds: async (ids: readonly string[], options: ReadOptions) => {
      await before?.(options);
      return records.filter(({ record }) => ids.includes(record.recordId));
    },
  };
  const health = new HealthRecord();
  const source: ConnectedSource = {
    name,
    health: () => health.toHealth(false),
    staleForMs: 0,
    facets: { [facet]: reader },
    ping: async () => undefined,
    close: async () => undefined,
    ...more,
  };
  return { source, calls };
}

function findPage<F extends FacetName>(
  facet: F,
  records: readonly FoundRecord<F>[],
  { key, page }: { readonly key: IdentityKey; readonly page: FacetPage<F> },
): readonly RecordOf<F>[] {
  const { occurredAt } = facets[facet];
  return records
    .filter((found) => identityKeyText(found.key) === identityKeyText(key))
    .map(({ record }) => record)
    .toSorted(
      (left, right) =>
        compareInstants(occurredAt(right), occurredAt(left)) || (left.recordId < right.recordId ? 1 : -1),
    )
    .slice(0, page.limit);
}
