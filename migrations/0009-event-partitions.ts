// The event log in parts that workers share, and how far it has been removed for age.
import { Migration } from "@mikro-orm/migrations";

/** Adds the partition of an event, and the floor of the log. */
export class EventPartitions extends Migration {
  override up(): void {
    this.addSql(`alter table event add column partition smallint
      generated always as ((get_byte(uuid_send(customer_id), 0) % 16)::smallint) stored`);
    this.addSql(`create index event_partition_cursor_index on event (partition, cursor)`);
    this.addSql(`create table event_floor (
      id smallint not null primary key,
      cursor bigint not null
    )`);
    this.addSql(`alter table event_floor add constraint event_floor_id_check check (id = 1)`);
  }

  override down(): void {
    this.addSql(`drop table event_floor`);
    this.addSql(`alter table event drop column partition`);
  }
}
