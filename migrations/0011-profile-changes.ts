// The log tells that a profile changed.
import { Migration } from "@mikro-orm/migrations";

const kinds = `'WEB_EVENT', 'TRANSFER', 'CONSULTATION', 'CONTACT', 'CONSENT', 'PREFERENCES', 'TRIGGER',
  'IDENTITY', 'CONSENT_DUTY', 'RIGHTS'`;

/** Lets the event log hold events of the kind PROFILE. */
export class ProfileChanges extends Migration {
  override up(): void {
    this.addSql(`alter table event drop constraint event_kind_check`);
    this.addSql(`alter table event add constraint event_kind_check check (kind in (${kinds}, 'PROFILE'))`);
  }

  override down(): void {
    this.addSql(`delete from event where kind = 'PROFILE'`);
    this.addSql(`alter table event drop constraint event_kind_check`);
    this.addSql(`alter table event add constraint event_kind_check check (kind in (${kinds}))`);
  }
}
