// Single records by their own ids, each with the customer to whom it belongs.
import DataLoader from "dataloader";
import { type FacetKey, type FacetName, facets, type FoundRecord } from "../domains/customer/facets.js";
import { findSoleHolder, withoutErased, type IdentityHolder } from "../domains/identity/identity-store.js";
import type { ConnectedSource } from "../sources/kit/define-source.js";
import type { FacetContext } from "./facet-context.js";
import type { OwnedRecord } from "./loaders.js";

/** Finds records of a facet that we keep ourselves. `isOwn`: the id is of our making, so that no source has it. */
export interface OwnRecordReader<F extends FacetName> {
  readonly isOwn: (recordId: string) => boolean;
  readonly readByIds: (recordIds: readonly string[]) => Promise<ReadonlyMap<string, OwnedRecord<F>>>;
}

/** Makes the loader of a facet's records by their ids. */
export function createRecordLoader<F extends FacetName>(
  facet: F,
  context: FacetContext,
  own?: OwnRecordReader<F>,
): DataLoader<string, OwnedRecord<F> | undefined> {
  return new DataLoader<string, OwnedRecord<F> | undefined>(
    async (recordIds) => {
      const ownIds = recordIds.filter((id) => own?.isOwn(id) === true);
      const foreignIds = recordIds.filter((id) => own?.isOwn(id) !== true);
      const [ours, theirs] = await Promise.allSettled([
        own === undefined || ownIds.length === 0 ? new Map<string, OwnedRecord<F>>() : own.readByIds(ownIds),
        findForeign(facet, foreignIds, context, own),
      ]);
      return recordIds.map((id) => {
        const found = own?.isOwn(id) === true ? ours : theirs;
        return found.status === "fulfilled" ? found.value.get(id) : (found.reason as Error);
      });
    },
    { batchScheduleFn: context.schedule.at("lookup") },
  );
}

async function findForeign<F extends FacetName>(
  facet: F,
  recordIds: readonly string[],
  context: FacetContext,
  own?: OwnRecordReader<F>,
): Promise<ReadonlyMap<string, OwnedRecord<F>>> {
  if (recordIds.length === 0) return new Map();
  const parts = await Promise.all(
    context.sources.map((source) => readByIds(source, facet, recordIds, context)),
  );
  const owned = await Promise.all(
    parts.flat().map(async ({ key, record }): Promise<[string, OwnedRecord<F>] | undefined> => {
      const customerId = findOwner(facets[facet].keys, key.namespace, await context.lookups.holders(key));
      return customerId === undefined ? undefined : [record.recordId, { customerId, record }];
    }),
  );
  const found = new Map(owned.filter((entry) => entry !== undefined));
  // Sent to us under the id of a system that we do not read, or have not read yet.
  const missing = recordIds.filter((id) => !parts.flat().some(({ record }) => record.recordId === id));
  if (own === undefined || missing.length === 0) return found;
  return new Map([...found, ...(await own.readByIds(missing))]);
}

async function readByIds<F extends FacetName>(
  source: ConnectedSource,
  facet: F,
  recordIds: readonly string[],
  { provenance }: FacetContext,
): Promise<readonly FoundRecord<F>[]> {
  const reader = source.facets[facet];
  if (reader === undefined) return [];
  return provenance.readSource(source, `${facet}.byId`, recordIds.length, (options) =>
    reader.readByIds(recordIds, options),
  );
}

/** Of several holders of a joint account any may stand for it; the first verified one always does. */
function findOwner(
  keys: readonly FacetKey[],
  namespace: string,
  holders: readonly IdentityHolder[],
): string | undefined {
  const sole = findSoleHolder(holders);
  if (sole !== undefined && sole.isErased !== true) return sole.customerId;
  const isShared = keys.some((key) => key.namespace === namespace && key.attribution === "every-holder");
  if (!isShared) return undefined;
  const living = withoutErased(holders);
  const verified = living.filter((holder) => holder.verified);
  const ids = (verified.length > 0 ? verified : living).map((holder) => holder.customerId);
  return ids.toSorted((left, right) => (left < right ? -1 : 1))[0];
}
