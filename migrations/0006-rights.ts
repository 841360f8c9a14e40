// What people ask by right: requests with their clock, exports, erasures with what they leave behind, and who is not to
// come back.
import { Migration } from "@mikro-orm/migrations";

const eventKinds = `'WEB_EVENT', 'TRANSFER', 'CONSULTATION', 'CONTACT', 'CONSENT', 'PREFERENCES', 'TRIGGER',
  'IDENTITY', 'CONSENT_DUTY'`;

/** Lets the erasure of a person, and nothing else, pseudonymise what is append-only; see entities/append-only.ts. */
function toErasableTrigger(table: string): string {
  return `create or replace function ${table}_${table}_append_only_fn() returns trigger as $$
    begin
    if tg_op = 'UPDATE' and current_setting('gateway.erasing', true) = 'on' then return new; end if;
    raise exception '${table} is append-only';
    end;
    $$ language plpgsql`;
}

/** Adds the tables, and lets erasure into the consent records. */
export class Rights extends Migration {
  override up(): void {
    this.addSql(toErasableTrigger("consent_record"));
    this.addSql(`alter table event drop constraint event_kind_check`);
    this.addSql(
      `alter table event add constraint event_kind_check check (kind in (${eventKinds}, 'RIGHTS'))`,
    );
    this.addSql(`create table rights_request (
      id uuid not null primary key,
      customer_id uuid not null,
      kind text not null,
      status text not null,
      purposes text[] not null default '{}',
      details text null,
      received_at timestamptz(6) not null,
      due_at timestamptz(6) not null,
      extended_until timestamptz(6) null,
      extension_reason text null,
      deadline timestamptz(6) not null,
      resolved_at timestamptz(6) null
    )`);
    this.addSql(`create index rights_request_customer_id_received_at_id_index
      on rights_request (customer_id, received_at, id)`);
    this.addSql(`create index rights_request_deadline_id_index on rights_request (deadline, id)`);
    this.addSql(`alter table rights_request add constraint rights_request_kind_check check (kind in (
      'ACCESS', 'PORTABILITY', 'RECTIFICATION', 'ERASURE', 'RESTRICTION', 'OBJECTION'))`);
    this.addSql(`alter table rights_request add constraint rights_request_status_check check (status in (
      'RECEIVED', 'IN_PROGRESS', 'FULFILLED', 'REFUSED', 'CANCELLED'))`);
    this.addSql(`create table rights_request_step (
      request_id uuid not null,
      number int not null,
      action text not null,
      actor text not null,
      at timestamptz(6) not null,
      note text null,
      primary key (request_id, number)
    )`);
    this
      .addSql(`alter table rights_request_step add constraint rights_request_step_action_check check (action in (
      'RECORDED', 'FORWARDED', 'EXPORTED', 'EXTENDED', 'FULFILLED', 'REFUSED', 'CANCELLED', 'LIFTED', 'WITHDRAWN'))`);
    this.addSql(`alter table rights_request_step add constraint rights_request_step_request_id_foreign
      foreign key (request_id) references rights_request (id)`);
    this.addSql(toErasableTrigger("rights_request_step"));
    this.addSql(`create trigger rights_request_step_append_only before update or delete on rights_request_step
      for each row execute function rights_request_step_rights_request_step_append_only_fn()`);
    this.addErasure();
    this.addExports();
  }

  private addErasure(): void {
    this.addSql(`create table erasure (
      id uuid not null primary key,
      request_id text not null,
      actor text not null,
      reason text not null,
      erased_at timestamptz(6) not null,
      tables jsonb not null default '[]'
    )`);
    this.addSql(`create index erasure_erased_at_id_index on erasure (erased_at, id)`);
    this.addSql(`create table erased_customer (
      lookup text not null primary key,
      erasure_id uuid not null
    )`);
    this.addSql(`alter table erased_customer add constraint erased_customer_erasure_id_foreign
      foreign key (erasure_id) references erasure (id)`);
    this.addSql(`create table suppressed_identity (
      namespace text not null,
      lookup text not null,
      suppressed_at timestamptz(6) not null,
      primary key (namespace, lookup)
    )`);
    this.addSql(`create table rights_notice (
      id uuid not null primary key,
      kind text not null,
      about_id uuid not null,
      source text not null,
      status text not null,
      payload text null,
      attempts int not null,
      next_attempt_at timestamptz(6) null,
      answer_status int null,
      answered_at timestamptz(6) null,
      answer jsonb null,
      created_at timestamptz(6) not null
    )`);
    this.addSql(`create index rights_notice_about_id_index on rights_notice (about_id)`);
    this.addSql(`create index rights_notice_next_attempt_at_index on rights_notice (next_attempt_at)`);
    this.addSql(`alter table rights_notice add constraint rights_notice_kind_check check (kind in (
      'ERASURE', 'RECTIFICATION'))`);
    this.addSql(`alter table rights_notice add constraint rights_notice_status_check check (status in (
      'PENDING', 'CONFIRMED', 'FAILED', 'NOT_CONFIGURED'))`);
  }

  private addExports(): void {
    this.addSql(`create table personal_export (
      id uuid not null primary key,
      customer_id uuid not null,
      token_hash text null,
      access jsonb not null,
      created_at timestamptz(6) not null,
      expires_at timestamptz(6) not null
    )`);
    this.addSql(
      `alter table personal_export add constraint personal_export_token_hash_unique unique (token_hash)`,
    );
    this.addSql(`create index personal_export_customer_id_index on personal_export (customer_id)`);
    this.addSql(`create index personal_export_expires_at_index on personal_export (expires_at)`);
    this.addSql(`create table personal_export_part (
      export_id uuid not null,
      number int not null,
      data bytea not null,
      primary key (export_id, number)
    )`);
    this.addSql(`alter table personal_export_part add constraint personal_export_part_export_id_foreign
      foreign key (export_id) references personal_export (id) on delete cascade`);
  }

  override down(): void {
    for (const table of [
      "personal_export_part",
      "personal_export",
      "rights_notice",
      "suppressed_identity",
      "erased_customer",
      "erasure",
      "rights_request_step",
      "rights_request",
    ])
      this.addSql(`drop table ${table}`);
    this.addSql(`drop function rights_request_step_rights_request_step_append_only_fn()`);
    this.addSql(`delete from event where kind = 'RIGHTS'`);
    this.addSql(`alter table event drop constraint event_kind_check`);
    this.addSql(`alter table event add constraint event_kind_check check (kind in (${eventKinds}))`);
    this
      .addSql(`create or replace function consent_record_consent_record_append_only_fn() returns trigger as $$
      begin raise exception 'consent_record is append-only'; end;
      $$ language plpgsql`);
  }
}
