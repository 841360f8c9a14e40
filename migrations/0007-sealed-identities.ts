// Identities at rest: found by a keyed hash, shown by opening what is sealed. SQL does not know the keys, so that links
// which are there already step aside into `plain_identity_link`; the gateway seals them before it serves, and drops it.
import { Migration } from "@mikro-orm/migrations";

const linkColumns = `
      customer_id uuid not null,
      source text not null,
      verified boolean not null,
      first_seen_at timestamptz(6) not null,
      last_seen_at timestamptz(6) not null,
      method text not null,
      score double precision not null,
      reasons jsonb not null default '[]',
      linked_at timestamptz(6) not null,
      linked_by text not null`;

const constraints = [
  `create index identity_link_customer_id_index on identity_link (customer_id)`,
  `alter table identity_link
      add constraint identity_link_namespace_check check (namespace in (
        'CRM_ID', 'LOGIN_ID', 'DEVICE_ID', 'ANONYMOUS_ID', 'ACCOUNT_ID', 'EMAIL', 'PHONE'
      ))`,
  `alter table identity_link
      add constraint identity_link_method_check check (method in (
        'DETERMINISTIC', 'PROBABILISTIC', 'MANUAL'
      ))`,
  `alter table identity_link
      add constraint identity_link_customer_id_foreign foreign key (customer_id) references customer (id)`,
];

/** Gives `identity_link` its keyed hash and its sealed value, and takes identifiers out of the event log. */
export class SealedIdentities extends Migration {
  override up(): void {
    this.addSql(`do $$ begin
      if exists (select from identity_link) then
        alter table identity_link rename to plain_identity_link;
        alter index identity_link_pkey rename to plain_identity_link_pkey;
        drop index identity_link_customer_id_index;
      else
        drop table identity_link;
      end if;
    end $$`);
    this.addSql(`create table identity_link (
      namespace text not null,
      value_hash text not null,
      sealed_value text not null,${linkColumns},
      primary key (namespace, value_hash, customer_id)
    )`);
    for (const statement of constraints) this.addSql(statement);
    this.addSql(`create table personal_data_key (
      id text not null primary key,
      check_value text not null,
      lookup_state text null
    )`);
    this.addSql(`alter table personal_data_key
      add constraint personal_data_key_lookup_state_check check (lookup_state in ('CURRENT', 'LEAVING'))`);
    // The value, and a hash of it that anybody can compute, stood in each event of a new identity.
    this.addSql(`update event
        set record = jsonb_build_object(
              'source', record -> 'source', 'namespace', record -> 'identity' -> 'namespace',
              'verified', record -> 'verified'
            ),
            dedup_key = 'identity:' || gen_random_uuid()
      where kind = 'IDENTITY' and record ? 'identity'`);
  }

  /** What is sealed cannot be opened here: the links are read from the sources again. */
  override down(): void {
    this.addSql(`drop table if exists plain_identity_link`);
    this.addSql(`drop table identity_link`);
    this.addSql(`drop table personal_data_key`);
    this.addSql(`create table identity_link (
      namespace text not null,
      value text not null,${linkColumns},
      primary key (namespace, value, customer_id)
    )`);
    for (const statement of constraints) this.addSql(statement);
    this.addSql(`delete from identity_scan`);
  }
}
