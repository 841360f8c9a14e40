// Reactions by parts of the log, each part done by one process at a time, and events that a reaction kept failing on.
import { Migration } from "@mikro-orm/migrations";

/** Gives each part of the log a position of its own; adds who does what, and the parked events. */
export class SharedWork extends Migration {
  override up(): void {
    // Caches are dropped by every process for itself: their place is no longer kept.
    this.addSql(`delete from reaction_position where name = 'forget-cached-reads'`);
    this.addSql(`alter table reaction_position add column partition smallint not null default 0`);
    this.addSql(`alter table reaction_position drop constraint reaction_position_pkey`);
    this.addSql(`alter table reaction_position alter column partition drop default`);
    this.addSql(`alter table reaction_position add primary key (name, partition)`);
    this.addSql(`insert into reaction_position (name, partition, cursor)
      select name, part, cursor from reaction_position cross join generate_series(1, 15) as part`);
    this.addSql(`create table worker (
      id text not null primary key,
      alive_until timestamptz(6) not null
    )`);
    this.addSql(`create table work_lease (
      name text not null primary key,
      worker_id text not null
    )`);
    this.addSql(`create table parked_event (
      reaction text not null,
      cursor bigint not null,
      event_type text not null,
      reason text not null,
      failures int not null,
      parked_at timestamptz(6) not null,
      primary key (reaction, cursor)
    )`);
  }

  override down(): void {
    this.addSql(`drop table parked_event`);
    this.addSql(`drop table work_lease`);
    this.addSql(`drop table worker`);
    // The place that no part is behind; what is handled again changes nothing.
    this.addSql(`update reaction_position position set cursor = least_of.cursor
      from (select name, min(cursor) as cursor from reaction_position group by name) least_of
      where least_of.name = position.name`);
    this.addSql(`delete from reaction_position where partition > 0`);
    this.addSql(`alter table reaction_position drop constraint reaction_position_pkey`);
    this.addSql(`alter table reaction_position drop column partition`);
    this.addSql(`alter table reaction_position add primary key (name)`);
  }
}
