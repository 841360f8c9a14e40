// Triggers that are held back, worked on and closed, with the terms of their rules.
import { Migration } from "@mikro-orm/migrations";

const statuses = `'SUPPRESSED', 'CLAIMED', 'RESOLVED', 'DISMISSED', 'EXPIRED'`;

/** Adds the columns. Triggers from before are only shown to agents. */
export class WorkTriggers extends Migration {
  override up(): void {
    this.addSql(`alter table trigger
      add column held_until timestamptz(6) null,
      add column claimed_at timestamptz(6) null,
      add column closed_at timestamptz(6) null,
      add column terms jsonb not null default '{"purpose":"SERVICE","channel":null,"topic":null,"product":null,"category":"general","quietHours":"HOLD","caps":[],"whenCapped":"HOLD","holdout":0,"reEligibleAfter":"P1D"}'`);
    this.addSql(`alter table trigger alter column terms drop default, drop constraint trigger_status_check`);
    this.addSql(
      `alter table trigger add constraint trigger_status_check check (status in ('RAISED', 'HELD', ${statuses}))`,
    );
    this.addSql(`create index trigger_raised_at_id_index on trigger (raised_at, id)`);
  }

  override down(): void {
    this.addSql(`drop index trigger_raised_at_id_index`);
    this.addSql(`update trigger set status = 'SUPPRESSED' where status = 'HELD'`);
    this.addSql(`alter table trigger drop constraint trigger_status_check`);
    this.addSql(
      `alter table trigger add constraint trigger_status_check check (status in ('RAISED', ${statuses}))`,
    );
    this.addSql(`alter table trigger drop column held_until, drop column claimed_at, drop column closed_at,
      drop column terms`);
  }
}
