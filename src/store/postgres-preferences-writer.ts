import type { PreferencesWriter } from "../domains/contact-policy/preferences-store.js";
import { preferencesColumns, toPreferences, type PreferencesRow } from "./preferences-rows.js";
import type { Query } from "./statements.js";

/** The preferences writes of one transaction. */
export function createPreferencesWriter(query: Query): PreferencesWriter {
  return {
    async find(customerId) {
      const [row] = await query<{ columns: PreferencesRow }>(
        `select json_build_array(${preferencesColumns}) as columns from preferences where customer_id = $1`,
        [customerId],
      );
      return row === undefined ? undefined : toPreferences(row.columns);
    },
    async save(next, { actor, changedAt }) {
      // One statement decides: of two that save the same version the second finds the first's row and changes nothing.
      const saved = await query(
        `with saved as (
           insert into preferences as stored (${preferencesColumns}, updated_at)
           select $1::uuid, $2::int, $3, $4, $5, $6, $7::boolean, $8::jsonb, $9::jsonb, $10::timestamptz
            where $2 = 1 or exists (select from preferences where customer_id = $1)
           on conflict (customer_id) do update set
             version = excluded.version, locale = excluded.locale, time_zone = excluded.time_zone,
             quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, night_contact = excluded.night_contact,
             topics = excluded.topics, channels = excluded.channels, updated_at = excluded.updated_at
           where stored.version = excluded.version - 1
           returning stored.*
         )
         insert into preferences_version (${preferencesColumns}, changed_at, actor)
         select ${preferencesColumns}, updated_at, $11 from saved
         returning version`,
        [
          next.customerId,
          next.version,
          next.locale,
          next.timeZone,
          next.quietHours?.from ?? null,
          next.quietHours?.to ?? null,
          next.nightContact,
          JSON.stringify(next.topics),
          JSON.stringify(next.channels),
          changedAt,
          actor,
        ],
      );
      return saved.length === 1;
    },
  };
}
