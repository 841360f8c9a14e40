// Which revision of a customer's head is the present one: moved on by the database itself, whoever changes what a head is
// made of. A change adds a row instead of counting one up, so that changes of one customer do not wait for each other.
import { Migration } from "@mikro-orm/migrations";

const revisers = [
  ["customer", "update", ["removed", "added"]],
  ["customer", "delete", ["removed"]],
  ["identity_link", "insert", ["added"]],
  ["identity_link", "update", ["removed", "added"]],
  ["identity_link", "delete", ["removed"]],
  ["consent_present", "insert", ["added"]],
  ["consent_present", "update", ["removed", "added"]],
  ["consent_present", "delete", ["removed"]],
  ["suppressed_identity", "insert", ["added"]],
  ["suppressed_identity", "delete", ["removed"]],
] as const;

type Table = (typeof revisers)[number][0];

/** Whose heads change with the rows `changed` of a table. Whether somebody is the only holder depends on all holders. */
const whose: { readonly [T in Table]: (changed: string) => string } = {
  customer: (changed) =>
    `select id from ${changed} union select merged_into_id from ${changed} where merged_into_id is not null`,
  identity_link: (
    changed,
  ) => `select customer_id from ${changed} union select link.customer_id from ${changed}
      join identity_link link on link.namespace = ${changed}.namespace and link.value_hash = ${changed}.value_hash`,
  consent_present: (changed) => `select customer_id from ${changed}`,
  suppressed_identity: (changed) => `select link.customer_id from ${changed}
      join identity_link link on link.namespace = ${changed}.namespace and link.value_hash = ${changed}.lookup`,
};

/** Adds the table and the triggers that fill it. */
export class HeadRevisions extends Migration {
  override up(): void {
    this.addSql(`create table head_revision (
      id bigserial primary key,
      customer_id uuid not null,
      steps bigint not null default 1
    )`);
    this.addSql(`create index head_revision_customer_id_index on head_revision (customer_id)`);
    for (const [table, event, changed] of revisers) {
      const name = `heads_revised_on_${event}`;
      const ids = changed.map(whose[table]).join(" union ");
      this.addSql(`create function ${table}_${name}_fn() returns trigger as $$ begin
      insert into head_revision (customer_id) ${ids};
      return null;
      end; $$ language plpgsql`);
      // NOTE: the ORM does not know what the changed rows are called, so that stands here only and not in the entities.
      const named = changed.map((rows) => `${rows === "added" ? "new" : "old"} table as ${rows}`).join(" ");
      this.addSql(`create trigger ${name} after ${event} on ${table} referencing ${named}
      for each statement execute function ${table}_${name}_fn()`);
    }
  }

  override down(): void {
    for (const [table, event] of revisers) {
      this.addSql(`drop trigger heads_revised_on_${event} on ${table}`);
      this.addSql(`drop function ${table}_heads_revised_on_${event}_fn()`);
    }
    this.addSql(`drop table head_revision`);
  }
}
