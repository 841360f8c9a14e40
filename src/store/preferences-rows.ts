import type { Preferences } from "../domains/contact-policy/preferences.js";

/** Columns of `preferences`, in the order of `PreferencesRow`. */
export const preferencesColumns = `customer_id, version, locale, time_zone, quiet_from, quiet_to, night_contact, topics,
  channels`;

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

/** A row as preferences. */
export function toPreferences(row: PreferencesRow): Preferences {
  const [customerId, version, locale, timeZone, from, to, nightContact, topics, channels] = row;
  const quietHours = from === null || to === null ? null : { from, to };
  return { customerId, version, locale, timeZone, quietHours, nightContact, topics, channels };
}
