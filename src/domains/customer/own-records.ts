// Records that we keep ourselves: what other systems sent to us, read beside the records of the sources.
import type { FacetPage, FilterOf, RecordOf } from "./facets.js";

const ownPrefix = "own.";

/** The id of a record that has none elsewhere: the prefix keeps it apart from the ids of the sources. */
export function toOwnRecordId(key: string): string {
  return `${ownPrefix}${key}`;
}

/** Whether a record has its id from us. */
export function isOwnRecordId(recordId: string): boolean {
  return recordId.startsWith(ownPrefix);
}

/** Facets of which records can be sent to us. */
export const ownFacetNames = ["webEvents", "transfers", "consultations", "contacts"] as const;
export type OwnFacetName = (typeof ownFacetNames)[number];

/** One customer, whose records from before a merge are its own too, and the page of records wanted. */
export interface OwnRecordAsk<F extends OwnFacetName> {
  readonly customerId: string;
  readonly page: FacetPage<F>;
}

/** Port of the records that were sent to us. Loads are batched; lists are in the order of the asks. */
export interface OwnRecordStore {
  /**
   * The facets of which we keep records of each customer, those that were recorded with us included; a customer without any
   * has no entry.
   */
  loadFacets(customerIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<OwnFacetName>>>;
  /** Newest first, as pages of the facet are; of several events about one record the latest. */
  loadRecords<F extends OwnFacetName>(
    facet: F,
    asks: readonly OwnRecordAsk<F>[],
  ): Promise<readonly (readonly RecordOf<F>[])[]>;
  /** By record id, each with the customer who goes by it now. */
  loadByIds<F extends OwnFacetName>(
    facet: F,
    recordIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly customerId: string; readonly record: RecordOf<F> }>>;
}

/** The member of a record that each member of its filter narrows; `since` and `until` narrow its time. */
export const filteredMembers: {
  readonly [F in OwnFacetName]: {
    readonly [M in Exclude<keyof FilterOf<F>, "since" | "until">]-?: keyof RecordOf<F>;
  };
} = {
  webEvents: { types: "type", names: "name", product: "product" },
  transfers: { direction: "direction", categories: "category" },
  consultations: { channels: "channel", topics: "topic" },
  contacts: {},
};
