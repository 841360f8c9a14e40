import type { PreferencesVersion } from "../domains/contact-policy/preferences-store.js";
import type { Preferences } from "../domains/contact-policy/preferences.js";
import { fromPostgresText } from "../shared/instant.js";

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

/** Columns of `preferences_version version` behind the number of the ask. */
export const versionColumns = `version.actor, version.changed_at, ${preferencesColumns
  .split(/,\s+/)
  .map((column) => `version.${column}`)
  .join(", ")}`;

/** A row of `versionColumns`. */
export type VersionRow = [ask: number, actor: string, changedAt: string, ...preferences: PreferencesRow];

/** A row as a version. */
export function toPreferencesVersion([, actor, changedAt, ...row]: VersionRow): PreferencesVersion {
  return { preferences: toPreferences(row), actor, changedAt: fromPostgresText(changedAt) };
}
