// Records that we keep ourselves, beside those of the sources: consultations that were recorded with us, and whatever other
// systems sent to us. Most customers have none of most facets, which is asked once for all facets of a request.
import type { ConsultationStore } from "../domains/customer/consultation-store.js";
import { isOwnRecordId } from "../domains/customer/own-records.js";
import type { OwnFacetName, OwnRecordAsk, OwnRecordStore } from "../domains/customer/own-records.js";
import { mergeNewestFirst } from "./arrange-by-key.js";
import type { OwnReader } from "./load-facet.js";
import type { OwnRecordReader } from "./load-record.js";
import type { Provenance } from "./provenance.js";

/** The store's records that were made with us or sent to us. */
export interface OwnStores {
  readonly consultations: ConsultationStore;
  readonly ownRecords: OwnRecordStore;
}

/** How own records of a facet are read. */
export type OwnAccess<F extends OwnFacetName> = ReturnType<typeof readSent<F>>;

/** Own records of a facet, where all of them were sent to us. */
export function readSent<F extends OwnFacetName>(facet: F, ownRecords: OwnRecordStore) {
  return {
    facet,
    readPages: (asks: readonly OwnRecordAsk<F>[]) => ownRecords.loadRecords(facet, asks),
    readByIds: (ids: readonly string[]) => ownRecords.loadByIds(facet, ids),
  };
}

/** Own consultations: those that were sent to us, and those that were recorded with us. */
export function readOwnConsultations({ consultations, ownRecords }: OwnStores): OwnAccess<"consultations"> {
  const sent = readSent("consultations", ownRecords);
  return {
    facet: "consultations",
    readPages: async (asks) => {
      const [recorded, received] = await Promise.all([
        consultations.loadConsultations(asks),
        sent.readPages(asks),
      ]);
      return asks.map(({ page }, at) =>
        mergeNewestFirst("consultations", [recorded[at] ?? [], received[at] ?? []], page.limit),
      );
    },
    readByIds: async (ids) => {
      const [recorded, received] = await Promise.all([consultations.loadByIds(ids), sent.readByIds(ids)]);
      return new Map([...recorded, ...received]);
    },
  };
}

/** Facets of which there are own records of a customer, in one batch for the request. */
export type FindOwnFacets = (customerId: string) => Promise<ReadonlySet<OwnFacetName>>;

/** Pages of a customer's own records, for the loader of the facet. */
export function createOwnReader<F extends OwnFacetName>(
  { facet, readPages }: OwnAccess<F>,
  findOwnFacets: FindOwnFacets,
  provenance: Provenance,
): OwnReader<F> {
  return async (wanted) => {
    try {
      const kept = await Promise.all(wanted.map(({ customerId }) => findOwnFacets(customerId)));
      const asks = wanted.filter((_, at) => kept[at]?.has(facet));
      if (asks.length === 0) return wanted.map(() => []);
      const lists = await provenance.readStore(facet, asks.length, () => readPages(asks));
      return wanted.map((ask) => lists[asks.indexOf(ask)] ?? []);
    } catch (error) {
      return wanted.map(() => error as Error);
    }
  };
}

/** Own records by their ids, for the loader of single records. */
export function createOwnFinder<F extends OwnFacetName>(
  { facet, readByIds }: OwnAccess<F>,
  provenance: Provenance,
): OwnRecordReader<F> {
  return {
    isOwn: isOwnRecordId,
    readByIds: (ids) => provenance.readStore(`${facet}.byId`, ids.length, () => readByIds(ids)),
  };
}
