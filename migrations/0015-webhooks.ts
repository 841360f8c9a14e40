// Who is told of triggers by webhook, and what each is still to be told.
import { Migration } from "@mikro-orm/migrations";

/** Adds the tables. */
export class Webhooks extends Migration {
  override up(): void {
    this.addSql(`create table webhook_endpoint (
      name text not null primary key,
      channels jsonb null,
      is_active boolean not null,
      paused_until timestamptz(6) null,
      lent_until timestamptz(6) null
    )`);
    this.addSql(`create table webhook_delivery (
      number bigserial primary key,
      id uuid not null default gen_random_uuid(),
      endpoint text not null,
      trigger_id uuid not null,
      status text not null,
      attempts int not null,
      next_attempt_at timestamptz(6) null,
      answer_status int null,
      reason text null,
      created_at timestamptz(6) not null,
      ended_at timestamptz(6) null
    )`);
    this.addSql(
      `alter table webhook_delivery add constraint webhook_delivery_endpoint_trigger_id_unique unique (endpoint, trigger_id)`,
    );
    this.addSql(
      `create index webhook_delivery_pending_index on webhook_delivery (endpoint, number) where status = 'PENDING'`,
    );
    this.addSql(`alter table webhook_delivery add constraint webhook_delivery_status_check check (status in (
      'PENDING', 'DELIVERED', 'CANCELLED', 'DEAD'))`);
  }

  override down(): void {
    this.addSql(`drop table webhook_delivery`);
    this.addSql(`drop table webhook_endpoint`);
  }
}
