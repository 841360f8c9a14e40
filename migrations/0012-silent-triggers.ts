// When it was decided about a trigger, and when its customer was contacted because of it.
import { Migration } from "@mikro-orm/migrations";

/** Adds the columns. */
export class SilentTriggers extends Migration {
  override up(): void {
    this.addSql(`alter table trigger
      add column decided_at timestamptz(6) null,
      add column contacted_at timestamptz(6) null`);
  }

  override down(): void {
    this.addSql(`alter table trigger drop column decided_at, drop column contacted_at`);
  }
}
