import type { PreferencesStore } from "../domains/contact-policy/preferences-store.js";
import { askColumns, followsPosition, toAskParameter } from "./history-page.js";
import {
  preferencesColumns,
  toPreferences,
  toPreferencesVersion,
  versionColumns,
  type PreferencesRow,
  type VersionRow,
} from "./preferences-rows.js";
import { groupByAsk, keepUuids } from "./rows.js";
import type { Read, Statement } from "./statements.js";

const preferencesByCustomerIds: Statement = {
  name: "preferences-by-customer-ids",
  text: `select ${preferencesColumns} from preferences where customer_id = any($1::uuid[])`,
};

/** `toVersionId` of a row. */
const versionId = `(lpad(record.version::text, 10, '0') || ':' || record.customer_id::text)`;

// Versions of merged parts keep the id they were written under, so a customer's history is that of all its ids.
const historyByCustomerIds: Statement = {
  name: "preferences-history-by-customer-ids",
  text: `select ask.n, ${versionColumns}
           from jsonb_to_recordset($1::jsonb) as ask (${askColumns})
          cross join lateral (
            select record.* from preferences_version record
             where record.customer_id = any(
                     ask.customer_id || array(select id from customer where merged_into_id = ask.customer_id))
               and ${followsPosition("record.changed_at", versionId)}
             order by record.changed_at desc, record.version desc, record.customer_id desc limit ask.lim
          ) version
          order by ask.n, version.changed_at desc, version.version desc, version.customer_id desc`,
};

/** Preferences, read in one statement a batch. */
export function createPreferencesStore(read: Read): PreferencesStore {
  return {
    async loadPreferences(customerIds) {
      const rows = await read<PreferencesRow>(preferencesByCustomerIds, [keepUuids(customerIds)]);
      return new Map(rows.map(toPreferences).map((preferences) => [preferences.customerId, preferences]));
    },
    async loadHistory(asks) {
      const rows = await read<VersionRow>(historyByCustomerIds, [toAskParameter(asks)]);
      return groupByAsk(rows, asks.length, toPreferencesVersion);
    },
  };
}
