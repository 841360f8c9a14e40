import type { EntityManager } from "@mikro-orm/postgresql";
import type { ConsultationWriter } from "../domains/unit-of-work.js";
import { ConsultationEntity } from "./entities/consultation.entity.js";
import { toKey } from "./postgres-consultation-store.js";

/** The consultation writes of one transaction. */
export function createConsultationWriter(em: EntityManager): ConsultationWriter {
  return {
    async add(customerId, { recordId, ...rest }) {
      await em.insert(ConsultationEntity, { ...rest, id: toKey(recordId), customerId });
    },
  };
}
