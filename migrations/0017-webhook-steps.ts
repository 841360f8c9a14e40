// Other systems hear of the steps of a trigger that they ask for: also that it is over, so that they stop.
import { Migration } from "@mikro-orm/migrations";

/** Adds the step to what endpoints are told, and the steps to what they ask for. */
export class WebhookSteps extends Migration {
  override up(): void {
    this.addSql(`alter table webhook_endpoint add column steps jsonb not null default '["raised"]'`);
    this.addSql(`alter table webhook_delivery add column step text not null default 'raised'`);
    this.addSql(`alter table webhook_delivery add column sent_at timestamptz(6) null`);
    // Whoever may have had a message is taken to have had it.
    this.addSql(`update webhook_delivery set sent_at = coalesce(ended_at, created_at) where attempts > 0`);
    this.addSql(`alter table webhook_delivery drop constraint webhook_delivery_endpoint_trigger_id_unique`);
    this.addSql(`alter table webhook_delivery
      add constraint webhook_delivery_endpoint_trigger_id_step_unique unique (endpoint, trigger_id, step)`);
    this.addSql(`alter table webhook_delivery add constraint webhook_delivery_step_check check (step in (
      'raised', 'claimed', 'resolved', 'dismissed', 'suppressed', 'expired'))`);
  }

  override down(): void {
    this.addSql(`delete from webhook_delivery where step <> 'raised'`);
    this.addSql(
      `alter table webhook_delivery drop constraint webhook_delivery_endpoint_trigger_id_step_unique`,
    );
    this.addSql(
      `alter table webhook_delivery add constraint webhook_delivery_endpoint_trigger_id_unique unique (endpoint, trigger_id)`,
    );
    this.addSql(`alter table webhook_delivery drop column sent_at, drop column step`);
    this.addSql(`alter table webhook_endpoint drop column steps`);
  }
}
