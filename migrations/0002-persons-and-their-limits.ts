// What the customer's row knows of the person's rights, and the name under which the access log speaks of the person.
import { Migration } from "@mikro-orm/migrations";

/** Adds the columns to `customer`. */
export class PersonsAndTheirLimits extends Migration {
  override up(): void {
    this.addSql(`alter table customer
      add column subject_ref uuid not null default gen_random_uuid(),
      add column restricted_at timestamptz(6) null,
      add column objections text[] not null default '{}',
      add column erased_at timestamptz(6) null`);
    this.addSql(`alter table customer add constraint customer_subject_ref_unique unique (subject_ref)`);
  }

  override down(): void {
    this.addSql(`alter table customer
      drop column subject_ref, drop column restricted_at, drop column objections, drop column erased_at`);
  }
}
