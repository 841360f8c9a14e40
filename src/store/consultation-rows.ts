import type { OwnedConsultation } from "../domains/customer/consultation-store.js";
import { toOwnRecordId } from "../domains/customer/own-records.js";
import type { Consultation } from "../domains/customer/records.js";
import { fromPostgresText } from "../shared/instant.js";
import { toInstantOrNull } from "./rows.js";

/** Columns of `consultation`, behind the number of the ask. */
export const consultationColumns = `consultation.customer_id, consultation.id, consultation.channel, consultation.agent_id,
  consultation.started_at::text, consultation.ended_at::text, consultation.product, consultation.topic, consultation.summary,
  consultation.notes, consultation.outcome, consultation.satisfaction, consultation.sentiment, consultation.locality`;

/** A row of `consultationColumns`. */
export type ConsultationRow = [
  ask: number,
  customerId: string,
  id: string,
  channel: Consultation["channel"],
  agentId: string | null,
  startedAt: string,
  endedAt: string | null,
  product: string | null,
  topic: string | null,
  summary: string | null,
  notes: string | null,
  outcome: string | null,
  satisfaction: number | null,
  sentiment: number | null,
  locality: string | null,
];

const prefixLength = toOwnRecordId("").length;

/** The key in the record id of a consultation of ours. */
export function toKey(recordId: string): string {
  return recordId.slice(prefixLength);
}

/** A row as a consultation with its customer. */
export function toOwnedConsultation(row: ConsultationRow): OwnedConsultation {
  return { customerId: row[1], record: toConsultation(row) };
}

/** A row as a consultation. */
export function toConsultation(row: ConsultationRow): Consultation {
  return {
    recordId: toOwnRecordId(row[2]),
    channel: row[3],
    agentId: row[4],
    startedAt: fromPostgresText(row[5]),
    endedAt: toInstantOrNull(row[6]),
    product: row[7],
    topic: row[8],
    summary: row[9],
    notes: row[10],
    outcome: row[11],
    satisfaction: row[12],
    sentiment: row[13],
    locality: row[14],
  };
}
