// Consultations that were recorded with us, beside those of the contact centre.
import { type ConsultationStore, isOwnConsultationId } from "../domains/customer/consultation-store.js";
import type { OwnReader } from "./load-facet.js";
import type { OwnRecordReader } from "./load-record.js";
import type { Provenance } from "./provenance.js";

/** Pages of a customer's own consultations, for the loader of the facet. */
export function createOwnConsultationReader(
  consultations: ConsultationStore,
  provenance: Provenance,
): OwnReader<"consultations"> {
  return async (wanted) => {
    try {
      return await provenance.readStore("consultations", wanted.length, () =>
        consultations.loadConsultations(wanted),
      );
    } catch (error) {
      return wanted.map(() => error as Error);
    }
  };
}

/** Own consultations by id, for the loader of single records. */
export function createOwnConsultationFinder(
  consultations: ConsultationStore,
  provenance: Provenance,
): OwnRecordReader<"consultations"> {
  return {
    isOwn: isOwnConsultationId,
    readByIds: (ids) =>
      provenance.readStore("consultations.byId", ids.length, () => consultations.loadByIds(ids)),
  };
}
