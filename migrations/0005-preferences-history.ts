// Who changed a customer's preferences to what, and when. Of preferences that were there before, the present version is kept
// as the first that is known.
import { Migration } from "@mikro-orm/migrations";

/** Adds the table `preferences_version`. */
export class PreferencesHistory extends Migration {
  override up(): void {
    this.addSql(`create table preferences_version (
      customer_id uuid not null,
      version int not null,
      locale text null,
      time_zone text not null,
      quiet_from text null,
      quiet_to text null,
      night_contact boolean not null,
      topics jsonb not null default '[]',
      channels jsonb not null default '[]',
      actor text not null,
      changed_at timestamptz(6) not null,
      primary key (customer_id, version)
    )`);
    this.addSql(`create index preferences_version_customer_id_changed_at_version_index
      on preferences_version (customer_id, changed_at, version)`);
    this.addSql(`alter table preferences_version
      add constraint preferences_version_version_check check (version > 0)`);
    this.addSql(`insert into preferences_version
        (customer_id, version, locale, time_zone, quiet_from, quiet_to, night_contact, topics, channels, actor, changed_at)
      select customer_id, version, locale, time_zone, quiet_from, quiet_to, night_contact, topics, channels,
             'system:migration', updated_at
        from preferences`);
  }

  override down(): void {
    this.addSql(`drop table preferences_version`);
  }
}
