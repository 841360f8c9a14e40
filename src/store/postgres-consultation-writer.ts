import type { EntityManager } from "@mikro-orm/postgresql";
import type { ConsultationWriter } from "../domains/unit-of-work.js";
import { ConsultationEntity } from "./entities/consultation.entity.js";
import {
  consultationColumns,
  toKey,
  toOwnedConsultation,
  type ConsultationRow,
} from "./consultation-rows.js";
import type { Query } from "./statements.js";

// Rows of the transaction are objects; as an array of texts this one is read like those of the batches.
const selectConsultation = `
  select jsonb_build_array(0, ${consultationColumns}) as columns from consultation where id = $1`;

/** The consultation writes of one transaction. */
export function createConsultationWriter(em: EntityManager, query: Query): ConsultationWriter {
  return {
    async add(customerId, { recordId, ...rest }) {
      await em.insert(ConsultationEntity, { ...rest, id: toKey(recordId), customerId });
    },
    async find(recordId) {
      const [row] = await query<{ columns: ConsultationRow }>(selectConsultation, [toKey(recordId)]);
      return row && toOwnedConsultation(row.columns);
    },
  };
}
