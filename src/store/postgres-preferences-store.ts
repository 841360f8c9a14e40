import type { PreferencesStore } from "../domains/contact-policy/preferences-store.js";
import { preferencesColumns, toPreferences, type PreferencesRow } from "./preferences-rows.js";
import { keepUuids } from "./rows.js";
import type { Read, Statement } from "./statements.js";

const preferencesByCustomerIds: Statement = {
  name: "preferences-by-customer-ids",
  text: `select ${preferencesColumns} from preferences where customer_id = any($1::uuid[])`,
};

/** Preferences, read in one statement a batch. */
export function createPreferencesStore(read: Read): PreferencesStore {
  return {
    async loadPreferences(customerIds) {
      const rows = await read<PreferencesRow>(preferencesByCustomerIds, [keepUuids(customerIds)]);
      return new Map(rows.map(toPreferences).map((preferences) => [preferences.customerId, preferences]));
    },
  };
}
