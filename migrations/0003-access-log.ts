// The access log: entries that the database itself refuses to change, chained by seals of a key that it does not know.
import { Migration } from "@mikro-orm/migrations";

/** Adds the tables of the access log. */
export class AccessLogTables extends Migration {
  override up(): void {
    this.addSql(`create table access_head (
      id smallint not null primary key,
      steps bigint not null,
      mac bytea not null,
      key_id text not null,
      head_mac bytea not null
    )`);
    this.addSql(`alter table access_head add constraint access_head_id_check check (id = 1)`);
    this.addSql(`create table access_segment (
      number bigint not null primary key,
      kind text not null,
      key_id text not null,
      opened_at timestamptz(6) not null,
      opening_mac bytea not null,
      last_sequence bigint not null,
      last_mac bytea not null,
      head_mac bytea not null,
      closed_by bigint null,
      closing_mac bytea null,
      removed_through bigint not null,
      removed_mac bytea null,
      removal_mac bytea null
    )`);
    this.addSql(
      `alter table access_segment add constraint access_segment_closed_by_unique unique (closed_by)`,
    );
    this.addSql(`alter table access_segment
      add constraint access_segment_kind_check check (kind in ('ANSWERS', 'CHANGES'))`);
    this.addSql(`create table access_field_list (
      hash bytea not null primary key,
      fields text[] not null
    )`);
    this.addSql(`create table access_entry (
      segment bigint not null,
      sequence bigint not null,
      at timestamptz(6) not null,
      subject_ref uuid not null,
      actor text not null,
      roles text[] not null,
      purpose text not null,
      source_ip text not null,
      application text null,
      request_id text not null,
      action text not null,
      decision text not null,
      fields_hash bytea not null,
      withheld_hash bytea not null,
      mac bytea not null,
      primary key (segment, sequence)
    )`);
    this.addSql(`create index access_entry_subject_ref_index on access_entry (subject_ref)`);
    this.addSql(`create index access_entry_at_index on access_entry (at)`);
    for (const [table, body] of [
      [
        "access_entry",
        `if tg_op = 'DELETE' and current_setting('access_log.retention', true) = 'on' then return old; end if;
      raise exception 'access_entry is append-only';`,
      ],
      ["access_field_list", `raise exception 'access_field_list is append-only';`],
    ] as const) {
      this.addSql(`create function ${table}_${table}_append_only_fn() returns trigger as $$
      begin ${body} end;
      $$ language plpgsql`);
      this.addSql(`create trigger ${table}_append_only before update or delete on ${table}
      for each row execute function ${table}_${table}_append_only_fn()`);
    }
    // NOTE: the ORM does not read triggers on TRUNCATE back, so they stand here only and not in the entities.
    for (const table of ["access_entry", "access_field_list", "access_segment", "access_head"]) {
      this.addSql(`create function ${table}_${table}_never_emptied_fn() returns trigger as $$
      begin raise exception '${table} is never emptied'; end;
      $$ language plpgsql`);
      this.addSql(`create trigger ${table}_never_emptied before truncate on ${table}
      for each statement execute function ${table}_${table}_never_emptied_fn()`);
    }
    for (const table of ["access_segment", "access_head"]) {
      this.addSql(`create function ${table}_${table}_never_deleted_fn() returns trigger as $$
      begin raise exception 'a row of ${table} is never deleted'; end;
      $$ language plpgsql`);
      this.addSql(`create trigger ${table}_never_deleted before delete on ${table}
      for each row execute function ${table}_${table}_never_deleted_fn()`);
    }
  }

  override down(): void {
    this.addSql(`drop table access_entry`);
    this.addSql(`drop table access_field_list`);
    this.addSql(`drop table access_segment`);
    this.addSql(`drop table access_head`);
    for (const table of ["access_entry", "access_field_list"])
      this.addSql(`drop function ${table}_${table}_append_only_fn()`);
    for (const table of ["access_entry", "access_field_list", "access_segment", "access_head"])
      this.addSql(`drop function ${table}_${table}_never_emptied_fn()`);
    for (const table of ["access_segment", "access_head"])
      this.addSql(`drop function ${table}_${table}_never_deleted_fn()`);
  }
}
