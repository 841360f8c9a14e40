import type { ConsultationStore } from "../domains/customer/consultation-store.js";
import { isOwnRecordId } from "../domains/customer/own-records.js";
import {
  consultationColumns,
  toConsultation,
  toKey,
  toOwnedConsultation,
  type ConsultationRow,
} from "./consultation-rows.js";
import { askColumns, followsPosition, toAskParameter } from "./history-page.js";
import { groupByAsk, keepUuids } from "./rows.js";
import type { Read, Statement } from "./statements.js";

// A position holds the record id, which is the prefix `own.` and the key: all share the prefix, so order is the keys'.
const consultationsByCustomerIds: Statement = {
  name: "consultations-by-customer-ids",
  text: `select ask.n, ${consultationColumns}
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
  text: `select 0, ${consultationColumns} from consultation where id = any($1::uuid[])
            and not exists (select from customer where customer.id = consultation.customer_id and erased_at is not null)`,
};

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
      const keys = recordIds.filter(isOwnRecordId).map(toKey);
      const rows = await read<ConsultationRow>(consultationsByIds, [keepUuids(keys)]);
      return new Map(rows.map(toOwnedConsultation).map((owned) => [owned.record.recordId, owned]));
    },
  };
}
