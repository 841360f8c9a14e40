// What the rules remember of each customer, and the moments that wait to be decided on.
import { Migration } from "@mikro-orm/migrations";

/** Adds the tables. */
export class RuleStates extends Migration {
  override up(): void {
    // Rows are rewritten with almost every event: room on their page keeps them there, and their index as it is.
    this.addSql(`create table rule_state (
      customer_id uuid not null primary key,
      partition smallint not null,
      state text not null,
      has_history boolean not null,
      due_at timestamptz(6) null
    ) with (fillfactor = 60)`);
    this.addSql(
      `create index rule_state_partition_due_at_index on rule_state (partition, due_at) where due_at is not null`,
    );
    this.addSql(`create table considered_moment (
      id uuid not null primary key,
      customer_id uuid not null,
      rule text not null,
      rule_version int not null,
      moment jsonb not null,
      waits_since timestamptz(6) not null default clock_timestamp(),
      next_attempt_at timestamptz(6) not null
    )`);
    this.addSql(
      `create index considered_moment_next_attempt_at_index on considered_moment (next_attempt_at)`,
    );
    this.addSql(`create index considered_moment_customer_id_index on considered_moment (customer_id)`);
  }

  override down(): void {
    this.addSql(`drop table considered_moment`);
    this.addSql(`drop table rule_state`);
  }
}
