import {
  isOwnConsultationId,
  toOwnConsultationId,
  type ConsultationStore,
  type OwnedConsultation,
} from "../domains/customer/consultation-store.js";
import type { Consultation } from "../domains/customer/records.js";
import { fromPostgresText } from "../shared/instant.js";
import { askColumns, followsPosition, toAskParameter } from "./history-page.js";
import { groupByAsk, keepUuids, toInstantOrNull } from "./rows.js";
import type { Read, Statement } from "./statements.js";

const columns = `consultation.customer_id, consultation.id, consultation.channel, consultation.agent_id,
  consultation.started_at, consultation.ended_at, consultation.product, consultation.topic, consultation.summary,
  consultation.notes, consultation.outcome, consultation.satisfaction, consultation.sentiment, consultation.locality`;

// A position holds the record id, which is the prefix `own.` and the key: all share the prefix, so order is the keys'.
const consultationsByCustomerIds: Statement = {
  name: "consultations-by-customer-ids",
  text: `select ask.n, ${columns}
           from jsonb_to_recordset($1::jsonb)
             as ask (${askColumns}, channels text[], topics text[], since timestamptz, until timestamptz)
          cross join lateral (
            select consultation.* from consultation
             where consultation.customer_id = ask.customer_id
               and (ask.channels is null or consultation.channel = any(ask.channels))
               and (ask.topics is null or consultation.topic = any(ask.topics))
               and (ask.since is null or consultation.started_at >= ask.since)
               and (ask.until is null or consultation.started_at < ask.until)
               and ${followsPosition("consultation.started_at", "('own.' || consultation.id)")}
             order by consultation.started_at desc, consultation.id desc limit ask.lim
          ) consultation
          order by ask.n, consultation.started_at desc, consultation.id desc`,
};

const consultationsByIds: Statement = {
  name: "consultations-by-ids",
  text: `select 0, ${columns} from consultation where id = any($1::uuid[])`,
};

type ConsultationRow = [
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

/** Consultations that were recorded with us, read in one statement a batch. */
export function createConsultationStore(read: Read): ConsultationStore {
  return {
    async loadConsultations(asks) {
      const parameter = toAskParameter(
        asks.map(({ customerId, page }) => ({
          customerId,
          limit: page.limit,
          after: page.after,
          more: page.filter === undefined ? undefined : { ...page.filter },
        })),
      );
      const rows = await read<ConsultationRow>(consultationsByCustomerIds, [parameter]);
      return groupByAsk(rows, asks.length, toConsultation);
    },
    async loadByIds(recordIds) {
      const keys = recordIds.filter(isOwnConsultationId).map(toKey);
      const rows = await read<ConsultationRow>(consultationsByIds, [keepUuids(keys)]);
      return new Map(rows.map(toOwned).map((owned) => [owned.record.recordId, owned]));
    },
  };
}

const prefixLength = toOwnConsultationId("").length;

/** The key in the record id of a consultation of ours. */
export function toKey(recordId: string): string {
  return recordId.slice(prefixLength);
}

function toOwned(row: ConsultationRow): OwnedConsultation {
  return { customerId: row[1], record: toConsultation(row) };
}

function toConsultation(row: ConsultationRow): Consultation {
  return {
    recordId: toOwnConsultationId(row[2]),
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
