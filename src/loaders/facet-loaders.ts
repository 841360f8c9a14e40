// The loaders of all facets: pages by customer, and records by their ids.
import type DataLoader from "dataloader";
import { type FacetName, facetNames, type RecordOf } from "../domains/customer/facets.js";
import type { FacetContext } from "./facet-context.js";
import { createFacetLoader, type CustomerPage, type OwnReader } from "./load-facet.js";
import type { OwnFacetName } from "../domains/customer/own-records.js";
import {
  createOwnFinder,
  createOwnReader,
  readOwnConsultations,
  readSent,
  type OwnAccess,
  type FindOwnFacets,
  type OwnStores,
} from "./load-own-records.js";
import { createRecordLoader } from "./load-record.js";
import type { OwnedRecord } from "./loaders.js";
import { forgetPages } from "./page-text.js";

/** The loaders of the facets of one request. */
export interface FacetLoaders {
  readonly pages: { readonly [F in FacetName]: DataLoader<CustomerPage<F>, readonly RecordOf<F>[], string> };
  readonly records: { readonly [F in FacetName]: DataLoader<string, OwnedRecord<F> | undefined> };
  /** Forgets a customer's pages, and all single records. */
  readonly forget: (customerId: string) => void;
}

/** Makes the loaders of the facets of one request. */
export function createFacetLoaders(
  context: FacetContext,
  stores: OwnStores,
  findOwnFacets: FindOwnFacets,
): FacetLoaders {
  const caches: Map<string, unknown>[] = [];
  const createPages = <F extends FacetName>(
    facet: F,
    readOwn?: OwnReader<F>,
  ): DataLoader<CustomerPage<F>, readonly RecordOf<F>[], string> => {
    const cache = new Map<string, Promise<readonly RecordOf<F>[]>>();
    caches.push(cache);
    return createFacetLoader(facet, context, cache, readOwn);
  };
  const createOwnPages = <F extends OwnFacetName>(own: OwnAccess<F>) =>
    createPages(own.facet, createOwnReader(own, findOwnFacets, context.provenance));
  const createOwnRecords = <F extends OwnFacetName>(own: OwnAccess<F>) =>
    createRecordLoader(own.facet, context, createOwnFinder(own, context.provenance));
  const contacts = readSent("contacts", stores.ownRecords);
  const webEvents = readSent("webEvents", stores.ownRecords);
  const transfers = readSent("transfers", stores.ownRecords);
  const consultations = readOwnConsultations(stores);
  const records: FacetLoaders["records"] = {
    profile: createRecordLoader("profile", context),
    products: createRecordLoader("products", context),
    contacts: createOwnRecords(contacts),
    webEvents: createOwnRecords(webEvents),
    transfers: createOwnRecords(transfers),
    consultations: createOwnRecords(consultations),
  };
  return {
    pages: {
      profile: createPages("profile"),
      products: createPages("products"),
      contacts: createOwnPages(contacts),
      webEvents: createOwnPages(webEvents),
      transfers: createOwnPages(transfers),
      consultations: createOwnPages(consultations),
    },
    records,
    forget: (customerId) => {
      for (const cache of caches) forgetPages(customerId, cache);
      for (const facet of facetNames) records[facet].clearAll();
    },
  };
}
