// Consent to contact at night as a state of its own, where the proof of an answer is kept, and what an answer obliges the
// company to do later.
import { Migration } from "@mikro-orm/migrations";

const kinds =
  "'WEB_EVENT', 'TRANSFER', 'CONSULTATION', 'CONTACT', 'CONSENT', 'PREFERENCES', 'TRIGGER', 'IDENTITY'";

/** Adds the columns to the consent tables, and the table of duties. What was recorded before is about the day. */
export class NightConsentAndDuties extends Migration {
  override up(): void {
    this.addSql(`alter table consent_record
      add column night boolean not null default false,
      add column evidence text null`);
    this.addSql(`alter table consent_present
      add column night boolean not null default false,
      drop constraint consent_present_pkey`);
    this.addSql(`alter table consent_present
      add constraint consent_present_pkey primary key (customer_id, purpose, channel, night)`);
    this.addSql(`create table consent_duty (
      id uuid not null primary key,
      customer_id uuid not null,
      record_id uuid not null,
      kind text not null,
      status text not null,
      due_at timestamptz(6) not null,
      remind_at timestamptz(6) null,
      raised_at timestamptz(6) null,
      closed_at timestamptz(6) null,
      closed_by text null,
      method text null,
      note text null,
      created_at timestamptz(6) not null default now()
    )`);
    this.addSql(`create index consent_duty_record_id_index on consent_duty (record_id)`);
    this.addSql(
      `create index consent_duty_customer_id_due_at_id_index on consent_duty (customer_id, due_at, id)`,
    );
    this.addSql(`create index consent_duty_status_due_at_id_index on consent_duty (status, due_at, id)`);
    this.addSql(`alter table consent_duty add constraint consent_duty_kind_check
      check (kind in ('EXPIRY', 'RECONFIRMATION', 'RESULT_NOTICE'))`);
    this.addSql(`alter table consent_duty add constraint consent_duty_status_check
      check (status in ('OPEN', 'OVERDUE', 'DONE', 'CANCELLED'))`);
    this.addSql(`alter table consent_duty add constraint consent_duty_record_id_foreign
      foreign key (record_id) references consent_record (id)`);
    this.addSql(`alter table event drop constraint event_kind_check`);
    this.addSql(`alter table event add constraint event_kind_check
      check (kind in (${kinds}, 'CONSENT_DUTY'))`);
  }

  override down(): void {
    this.addSql(`drop table consent_duty`);
    this.addSql(`delete from event where kind = 'CONSENT_DUTY'`);
    this.addSql(`alter table event drop constraint event_kind_check`);
    this.addSql(`alter table event add constraint event_kind_check check (kind in (${kinds}))`);
    // The records stay, since nothing deletes a proof; only their being about the night is lost with the column.
    this.addSql(`delete from consent_present where night`);
    this.addSql(`alter table consent_present drop constraint consent_present_pkey, drop column night`);
    this.addSql(`alter table consent_present
      add constraint consent_present_pkey primary key (customer_id, purpose, channel)`);
    this.addSql(`alter table consent_record drop column night, drop column evidence`);
  }
}
