// Sources answer in any order, with gaps; here each ask gets its own records back, and each customer one list.
import { type FacetName, facets, type RecordOf } from "../domains/customer/facets.js";
import { compareInstants } from "../shared/instant.js";
import type { AskedRecord } from "../sources/kit/define-source.js";

/** The records of each ask, by its number. */
export function arrangeByAsk<F extends FacetName>(
  asked: readonly AskedRecord<F>[],
  askCount: number,
): readonly (readonly RecordOf<F>[])[] {
  const arranged = Array.from({ length: askCount }, (): RecordOf<F>[] => []);
  for (const { ask, record } of asked) arranged[ask]?.push(record);
  return arranged;
}

/** One list out of those of a customer's identities: each record once, newest first, ties by record id descending. */
export function mergeNewestFirst<F extends FacetName>(
  facet: F,
  lists: readonly (readonly RecordOf<F>[])[],
  limit: number,
): readonly RecordOf<F>[] {
  const { occurredAt } = facets[facet];
  const byId = new Map<string, RecordOf<F>>();
  for (const list of lists) {
    for (const record of list) byId.set(record.recordId, record);
  }
  return [...byId.values()]
    .toSorted(
      (left, right) =>
        compareInstants(occurredAt(right), occurredAt(left)) || compareText(right.recordId, left.recordId),
    )
    .slice(0, limit);
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
