import type { ConsentRecord } from "../domains/consent/consent.js";
import type { ConsentStore } from "../domains/consent/consent-store.js";
import { askColumns, followsPosition, toAskParameter } from "./history-page.js";
import { consentColumns, toConsentRecord, type ConsentRow } from "./consent-rows.js";
import { groupByAsk, keepUuids } from "./rows.js";
import type { Read, Statement } from "./statements.js";

const presentByCustomerIds: Statement = {
  name: "consent-present-by-customer-ids",
  text: `select 0, ${consentColumns("present.customer_id")}
           from consent_present present join consent_record record on record.id = present.record_id
          where present.customer_id = any($1::uuid[])
          order by present.customer_id, record.purpose collate "C",
                record.channel collate "C" nulls first, record.night`,
};

// Records of merged parts keep the id they were written under, so a customer's history is that of all its ids.
const historyByCustomerIds: Statement = {
  name: "consent-history-by-customer-ids",
  text: `select ask.n, ${consentColumns("ask.customer_id")}
           from jsonb_to_recordset($1::jsonb) as ask (${askColumns})
          cross join lateral (
            select record.* from consent_record record
             where record.customer_id = any(
                     ask.customer_id || array(select id from customer where merged_into_id = ask.customer_id))
               and ${followsPosition("record.occurred_at", "record.id")}
             order by record.occurred_at desc, record.id desc limit ask.lim
          ) record
          order by ask.n, record.occurred_at desc, record.id desc`,
};

const recordsByIds: Statement = {
  name: "consent-records-by-ids",
  text: `select 0, ${consentColumns("coalesce(customer.merged_into_id, record.customer_id)")}
           from consent_record record left join customer on customer.id = record.customer_id
          where record.id = any($1::uuid[]) and customer.erased_at is null`,
};

/** Consent records, read in one statement a batch. */
export function createConsentStore(read: Read): ConsentStore {
  return {
    async loadPresent(customerIds) {
      const present = new Map<string, ConsentRecord[]>();
      for (const row of await read<ConsentRow>(presentByCustomerIds, [keepUuids(customerIds)])) {
        const record = toConsentRecord(row);
        const records = present.get(record.customerId);
        if (records === undefined) present.set(record.customerId, [record]);
        else records.push(record);
      }
      return present;
    },
    async loadHistory(asks) {
      const rows = await read<ConsentRow>(historyByCustomerIds, [toAskParameter(asks)]);
      return groupByAsk(rows, asks.length, toConsentRecord);
    },
    async loadByIds(ids) {
      const rows = await read<ConsentRow>(recordsByIds, [keepUuids(ids)]);
      return new Map(rows.map(toConsentRecord).map((record) => [record.id, record]));
    },
  };
}
