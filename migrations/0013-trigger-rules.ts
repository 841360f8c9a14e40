// The rules of triggers, every version of them.
import { Migration } from "@mikro-orm/migrations";

/** Adds the table. */
export class TriggerRules extends Migration {
  override up(): void {
    this.addSql(`create table trigger_rule_version (
      name text not null,
      version int not null,
      enabled boolean not null,
      definition jsonb not null,
      saved_by text not null,
      saved_at timestamptz(6) not null,
      effective_after bigint not null,
      primary key (name, version)
    )`);
    this.addSql(`alter table trigger_rule_version
      add constraint trigger_rule_version_effective_after_unique unique (effective_after)`);
  }

  override down(): void {
    this.addSql(`drop table trigger_rule_version`);
  }
}
