// The first tables of the store, in the words of MikroORM: a test compares the entities with what stands here.
import { Migration } from "@mikro-orm/migrations";

/** Creates every table of the first release. */
export class FirstTables extends Migration {
  override up(): void {
    this.addSql(`create table customer (
      id uuid not null primary key,
      crm_id text null,
      merged_into_id uuid null,
      created_at timestamptz(6) not null default now()
    )`);
    this.addSql(`alter table customer add constraint customer_crm_id_unique unique (crm_id)`);
    this.addSql(`create index customer_merged_into_id_index on customer (merged_into_id)`);
    this.addSql(`create table identity_link (
      namespace text not null,
      value text not null,
      customer_id uuid not null,
      source text not null,
      verified boolean not null,
      first_seen_at timestamptz(6) not null,
      last_seen_at timestamptz(6) not null,
      method text not null,
      score double precision not null,
      reasons jsonb not null default '[]',
      linked_at timestamptz(6) not null,
      linked_by text not null,
      primary key (namespace, value, customer_id)
    )`);
    this.addSql(`create index identity_link_customer_id_index on identity_link (customer_id)`);
    this.addSql(`alter table identity_link
      add constraint identity_link_namespace_check check (namespace in (
        'CRM_ID', 'LOGIN_ID', 'DEVICE_ID', 'ANONYMOUS_ID', 'ACCOUNT_ID', 'EMAIL', 'PHONE'
      ))`);
    this.addSql(`alter table identity_link
      add constraint identity_link_method_check check (method in (
        'DETERMINISTIC', 'PROBABILISTIC', 'MANUAL'
      ))`);
    this.addSql(`alter table identity_link
      add constraint identity_link_customer_id_foreign foreign key (customer_id) references customer (id)`);
    this.addSql(`create table identity_scan (
      source text not null primary key,
      position text not null
    )`);
    this.addSql(`create table consent_record (
      id uuid not null primary key,
      customer_id uuid not null,
      schema_version text not null,
      receipt_id text not null,
      purpose text not null,
      channel text null,
      state text not null,
      lawful_basis text not null,
      privacy_notice text not null,
      notice_version text not null,
      language text not null,
      jurisdiction text not null,
      collection_method text not null,
      withdrawal_method text not null,
      actor text not null,
      on_behalf_of text null,
      occurred_at timestamptz(6) not null,
      valid_until timestamptz(6) null,
      previous_record_id uuid null,
      recorded_at timestamptz(6) not null default now()
    )`);
    this.addSql(`alter table consent_record
      add constraint consent_record_previous_record_id_unique unique (previous_record_id)`);
    this.addSql(`create index consent_record_customer_id_occurred_at_id_index
      on consent_record (customer_id, occurred_at, id)`);
    this.addSql(`alter table consent_record
      add constraint consent_record_purpose_check check (purpose in (
        'SERVICE', 'MARKETING', 'ANALYTICS', 'LEGAL'
      ))`);
    this.addSql(`alter table consent_record
      add constraint consent_record_channel_check check (channel in (
        'WEB', 'APP', 'BRANCH', 'CALL', 'EMAIL', 'SMS', 'PUSH', 'CHAT', 'POST', 'MESSENGER', 'ATM'
      ))`);
    this.addSql(`alter table consent_record
      add constraint consent_record_state_check check (state in (
        'REQUESTED', 'DEFERRED', 'GIVEN', 'RENEWED', 'REFUSED', 'WITHDRAWN', 'REVOKED', 'EXPIRED',
        'INVALIDATED', 'UNKNOWN'
      ))`);
    this.addSql(`create function consent_record_consent_record_append_only_fn() returns trigger as $$
      begin raise exception 'consent_record is append-only'; end;
      $$ language plpgsql`);
    this.addSql(`create trigger consent_record_append_only before update or delete on consent_record
      for each row execute function consent_record_consent_record_append_only_fn()`);
    this.addSql(`create table consent_present (
      customer_id uuid not null,
      purpose text not null,
      channel text not null,
      record_id uuid not null,
      primary key (customer_id, purpose, channel)
    )`);
    this.addSql(`alter table consent_present
      add constraint consent_present_purpose_check check (purpose in (
        'SERVICE', 'MARKETING', 'ANALYTICS', 'LEGAL'
      ))`);
    this.addSql(`alter table consent_present
      add constraint consent_present_channel_check check (channel in (
        'WEB', 'APP', 'BRANCH', 'CALL', 'EMAIL', 'SMS', 'PUSH', 'CHAT', 'POST', 'MESSENGER', 'ATM',
        'ANY'
      ))`);
    this.addSql(`alter table consent_present
      add constraint consent_present_record_id_foreign
      foreign key (record_id) references consent_record (id)`);
    this.addSql(`create table preferences (
      customer_id uuid not null primary key,
      version int not null,
      locale text null,
      time_zone text not null,
      quiet_from text null,
      quiet_to text null,
      night_contact boolean not null,
      topics jsonb not null default '[]',
      channels jsonb not null default '[]',
      updated_at timestamptz(6) not null default now()
    )`);
    this.addSql(`alter table preferences add constraint preferences_version_check check (version > 0)`);
    this.addSql(`create table consultation (
      id uuid not null primary key,
      customer_id uuid not null,
      channel text null,
      agent_id text null,
      started_at timestamptz(6) not null,
      ended_at timestamptz(6) null,
      product text null,
      topic text null,
      summary text null,
      notes text null,
      outcome text null,
      satisfaction smallint null,
      sentiment double precision null,
      locality text null
    )`);
    this.addSql(`create index consultation_customer_id_started_at_id_index
      on consultation (customer_id, started_at, id)`);
    this.addSql(`alter table consultation
      add constraint consultation_satisfaction_check check (satisfaction >= 1 and satisfaction <= 5)`);
    this.addSql(`alter table consultation
      add constraint consultation_channel_check check (channel in (
        'WEB', 'APP', 'BRANCH', 'CALL', 'EMAIL', 'SMS', 'PUSH', 'CHAT', 'POST', 'MESSENGER', 'ATM'
      ))`);
    this.addSql(`create table trigger (
      id uuid not null primary key,
      rule text not null,
      customer_id uuid not null,
      subject text not null,
      status text not null,
      priority double precision not null,
      title text not null,
      explanation text not null,
      evidence jsonb not null default '[]',
      raised_at timestamptz(6) not null,
      expires_at timestamptz(6) not null,
      value double precision not null,
      suppressed_by jsonb not null default '[]',
      claimed_by text null,
      outcome text null
    )`);
    this.addSql(`create index trigger_customer_id_raised_at_id_index
      on trigger (customer_id, raised_at, id)`);
    this.addSql(`alter table trigger
      add constraint trigger_status_check check (status in (
        'RAISED', 'SUPPRESSED', 'CLAIMED', 'RESOLVED', 'DISMISSED', 'EXPIRED'
      ))`);
    this.addSql(`create table idempotency_key (
      operation text not null,
      client_key text not null,
      fingerprint text not null,
      answer text not null,
      created_at timestamptz(6) not null default now(),
      primary key (operation, client_key)
    )`);
    this.addSql(`create table event (
      cursor bigserial primary key,
      type text not null,
      kind text not null,
      customer_id uuid not null,
      record_id text null,
      record jsonb null,
      occurred_at timestamptz(6) not null,
      recorded_at timestamptz(6) not null default clock_timestamp(),
      dedup_key text not null
    )`);
    this.addSql(`alter table event add constraint event_dedup_key_unique unique (dedup_key)`);
    this.addSql(`create index event_customer_id_cursor_index on event (customer_id, cursor)`);
    this.addSql(`create index event_kind_cursor_index on event (kind, cursor)`);
    this.addSql(`alter table event
      add constraint event_kind_check check (kind in (
        'WEB_EVENT', 'TRANSFER', 'CONSULTATION', 'CONTACT', 'CONSENT', 'PREFERENCES', 'TRIGGER',
        'IDENTITY'
      ))`);
    this.addSql(`create table reaction_position (
      name text not null primary key,
      cursor bigint not null
    )`);
    this.addSql(`create table change_position (
      source text not null primary key,
      position text not null
    )`);
  }

  override down(): void {
    this.addSql(`drop table change_position`);
    this.addSql(`drop table reaction_position`);
    this.addSql(`drop table event`);
    this.addSql(`drop table idempotency_key`);
    this.addSql(`drop table trigger`);
    this.addSql(`drop table consultation`);
    this.addSql(`drop table preferences`);
    this.addSql(`drop table consent_present`);
    this.addSql(`drop table consent_record`);
    this.addSql(`drop table identity_scan`);
    this.addSql(`drop table identity_link`);
    this.addSql(`drop table customer`);
    this.addSql(`drop function consent_record_consent_record_append_only_fn()`);
  }
}
