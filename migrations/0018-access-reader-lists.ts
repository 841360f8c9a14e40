// Entries of one answer that several readers got stand in one row of the access log, which names the list of them.
import { Migration } from "@mikro-orm/migrations";

const appendOnly = `begin if tg_op = 'DELETE' and current_setting('access_log.retention', true) = 'on' then return old; end if;
      raise exception 'access_reader_list is append-only'; end;`;

/** Adds the lists, and what an entry says of its own. */
export class AccessReaderLists extends Migration {
  override up(): void {
    this.addSql(`create table access_reader_list (
      hash bytea not null primary key,
      actors text[] not null,
      readers jsonb not null
    )`);
    this.addSql(`create index access_reader_list_actors_index on access_reader_list using gin (actors)`);
    this.addSql(`create function access_reader_list_access_reader_list_append_only_fn() returns trigger as $$
      ${appendOnly}
      $$ language plpgsql`);
    this.addSql(`create trigger access_reader_list_append_only before update or delete on access_reader_list
      for each row execute function access_reader_list_access_reader_list_append_only_fn()`);
    // NOTE: the ORM does not read triggers on TRUNCATE back, so it stands here only and not in the entity.
    this
      .addSql(`create function access_reader_list_access_reader_list_never_emptied_fn() returns trigger as $$
      begin raise exception 'access_reader_list is never emptied'; end;
      $$ language plpgsql`);
    this.addSql(`create trigger access_reader_list_never_emptied before truncate on access_reader_list
      for each statement execute function access_reader_list_access_reader_list_never_emptied_fn()`);
    this.addSql(`alter table access_entry
      alter column actor drop not null, alter column roles drop not null, alter column source_ip drop not null,
      add column readers int not null default 1,
      add column readers_hash bytea null`);
    this.addSql(`alter table access_entry add constraint access_entry_readers_check check (
      case when readers_hash is null
        then readers = 1 and actor is not null and roles is not null and source_ip is not null
        else readers > 1 and actor is null and roles is null and source_ip is null and application is null
      end)`);
    this.addSql(`alter table access_entry add constraint access_entry_readers_hash_foreign
      foreign key (readers_hash) references access_reader_list (hash)`);
    this.addSql(
      `create index access_entry_readers_index on access_entry (readers_hash) where readers_hash is not null`,
    );
  }

  /** Puts back what was; entries of several readers have no place there, so it is refused where there are any. */
  override down(): void {
    this.addSql(`alter table access_entry
      alter column actor set not null, alter column roles set not null, alter column source_ip set not null,
      drop constraint access_entry_readers_check, drop column readers, drop column readers_hash`);
    this.addSql(`drop table access_reader_list`);
    for (const kind of ["append_only", "never_emptied"])
      this.addSql(`drop function access_reader_list_access_reader_list_${kind}_fn()`);
  }
}
