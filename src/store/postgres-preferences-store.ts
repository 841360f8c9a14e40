import type { Preferences } from "../domains/contact-policy/preferences.js";
import type { PreferencesStore } from "../domains/contact-policy/preferences-store.js";
import { keepUuids } from "./rows.js";
import type { Read, Statement } from "./statements.js";

/** Columns of `preferences`, in the order of `PreferencesRow`. */
export const preferencesColumns = `customer_id, version, locale, time_zone, quiet_from, quiet_to, night_contact, topics,
  channels`;

const preferencesByCustomerIds: Statement = {
  name: "preferences-by-customer-ids",
  text: `select ${preferencesColumns} from preferences where customer_id = any($1::uuid[])`,
};

/** A row of `preferencesColumns`. */
export type PreferencesRow = [
  customerId: string,
  version: number,
  locale: string | null,
  timeZone: string,
  quietFrom: string | null,
  quietTo: string | null,
  nightContact: boolean,
  topics: Preferences["topics"],
  channels: Preferences["channels"],
];

/** Preferences, read in one statement a batch. */
export function createPreferencesStore(read: Read): PreferencesStore {
  return {
    async loadPreferences(customerIds) {
      const rows = await read<PreferencesRow>(preferencesByCustomerIds, [keepUuids(customerIds)]);
      return new Map(rows.map(toPreferences).map((preferences) => [preferences.customerId, preferences]));
    },
  };
}

function toPreferences(row: PreferencesRow): Preferences {
  const [customerId, version, locale, timeZone, from, to, nightContact, topics, channels] = row;
  const quietHours = from === null || to === null ? null : { from, to };
  return { customerId, version, locale, timeZone, quietHours, nightContact, topics, channels };
}
