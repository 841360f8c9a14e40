// What other systems send to us: which of them an event came from, a way to a customer's own records, what waits for its
// person, and what could not be taken.
import { Migration } from "@mikro-orm/migrations";

/** Adds the origin of an event with what finds records by it, and the tables of events that are not in the log. */
export class Ingest extends Migration {
  override up(): void {
    this.addSql(`alter table event add column origin text null`);
    this.addSql(`create index event_own_records_index on event (customer_id, kind, occurred_at)
      where origin is not null`);
    this.addSql(`create index event_named_records_index on event (record_id)
      where origin is not null and record_id not like 'own.%'`);
    this.addSql(`create table held_event (
      id bigserial primary key,
      namespace text not null,
      value_hash text not null,
      sealed_value text not null,
      dedup_key text not null,
      event jsonb not null,
      held_at timestamptz(6) not null
    )`);
    this.addSql(`alter table held_event add constraint held_event_dedup_key_unique unique (dedup_key)`);
    this.addSql(`alter table held_event add constraint held_event_namespace_check check (namespace in (
      'CRM_ID', 'LOGIN_ID', 'DEVICE_ID', 'ANONYMOUS_ID', 'ACCOUNT_ID', 'EMAIL', 'PHONE'))`);
    this.addSql(
      `create index held_event_namespace_value_hash_id_index on held_event (namespace, value_hash, id)`,
    );
    this.addSql(`create index held_event_held_at_index on held_event (held_at)`);
    this.addSql(`create table dead_letter (
      id bigserial primary key,
      door text not null,
      source text null,
      is_trusted boolean not null,
      reason text not null,
      message text not null,
      sealed text not null,
      is_whole boolean not null,
      identities text[] not null,
      fingerprint text not null,
      count int not null,
      received_at timestamptz(6) not null
    )`);
    this.addSql(`alter table dead_letter add constraint dead_letter_fingerprint_unique unique (fingerprint)`);
    this.addSql(`alter table dead_letter add constraint dead_letter_door_check check (door in (
      'SEGMENT', 'CLOUD_EVENTS', 'GRAPHQL'))`);
    this.addSql(`create index dead_letter_received_at_index on dead_letter (received_at)`);
  }

  override down(): void {
    this.addSql(`drop table dead_letter`);
    this.addSql(`drop table held_event`);
    this.addSql(`alter table event drop column origin`);
  }
}
