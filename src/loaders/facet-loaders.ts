// The loaders of all facets: pages by customer, and records by their ids.
import type DataLoader from "dataloader";
import type { ConsultationStore } from "../domains/customer/consultation-store.js";
import { type FacetName, facetNames, type RecordOf } from "../domains/customer/facets.js";
import type { FacetContext } from "./facet-context.js";
import { createFacetLoader, type CustomerPage, type OwnReader } from "./load-facet.js";
import { createOwnConsultationFinder, createOwnConsultationReader } from "./load-own-consultations.js";
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
export function createFacetLoaders(context: FacetContext, consultations: ConsultationStore): FacetLoaders {
  const caches: Map<string, unknown>[] = [];
  const createPages = <F extends FacetName>(
    facet: F,
    readOwn?: OwnReader<F>,
  ): DataLoader<CustomerPage<F>, readonly RecordOf<F>[], string> => {
    const cache = new Map<string, Promise<readonly RecordOf<F>[]>>();
    caches.push(cache);
    return createFacetLoader(facet, context, cache, readOwn);
  };
  const records: FacetLoaders["records"] = {
    profile: createRecordLoader("profile", context),
    products: createRecordLoader("products", context),
    contacts: createRecordLoader("contacts", context),
    webEvents: createRecordLoader("webEvents", context),
    transfers: createRecordLoader("transfers", context),
    consultations: createRecordLoader(
      "consultations",
      context,
      createOwnConsultationFinder(consultations, context.provenance),
    ),
  };
  return {
    pages: {
      profile: createPages("profile"),
      products: createPages("products"),
      contacts: createPages("contacts"),
      webEvents: createPages("webEvents"),
      transfers: createPages("transfers"),
      consultations: createPages(
        "consultations",
        createOwnConsultationReader(consultations, context.provenance),
      ),
    },
    records,
    forget: (customerId) => {
      for (const cache of caches) forgetPages(customerId, cache);
      for (const facet of facetNames) records[facet].clearAll();
    },
  };
}
