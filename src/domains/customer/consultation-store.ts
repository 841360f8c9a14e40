// Consultations that were recorded with us, read beside those of the contact centre.
import type { FacetPage } from "./facets.js";
import type { Consultation } from "./records.js";

/** One customer and the page of consultations wanted. */
export interface ConsultationAsk {
  readonly customerId: string;
  readonly page: FacetPage<"consultations">;
}

/** A consultation of the store with the customer to whom it belongs. */
export interface OwnedConsultation {
  readonly customerId: string;
  readonly record: Consultation;
}

/** Port of the store's consultations. Loads are batched; answers are in the order of the asks. */
export interface ConsultationStore {
  /** Newest first by (startedAt, recordId), at most `page.limit` an ask, after `page.after`, that fit `page.filter`. */
  loadConsultations(asks: readonly ConsultationAsk[]): Promise<readonly (readonly Consultation[])[]>;
  loadByIds(recordIds: readonly string[]): Promise<ReadonlyMap<string, OwnedConsultation>>;
}
