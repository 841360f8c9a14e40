import type { Trigger, TriggerStore } from "../domains/triggers/trigger.js";
import { fromPostgresText } from "../shared/instant.js";
import { askColumns, followsPosition, toAskParameter } from "./history-page.js";
import { groupByAsk, keepUuids } from "./rows.js";
import type { Read, Statement } from "./statements.js";

const columns = `trigger.id, trigger.rule, trigger.customer_id, trigger.status, trigger.priority, trigger.title,
  trigger.explanation, trigger.evidence, trigger.raised_at, trigger.expires_at, trigger.value, trigger.suppressed_by,
  trigger.claimed_by, trigger.outcome, trigger.subject`;

const triggersByCustomerIds: Statement = {
  name: "triggers-by-customer-ids",
  text: `select ask.n, ${columns}
           from jsonb_to_recordset($1::jsonb) as ask (${askColumns}, statuses text[])
          cross join lateral (
            select trigger.* from trigger
             where trigger.customer_id = ask.customer_id
               and (ask.statuses is null or trigger.status = any(ask.statuses))
               and ${followsPosition("trigger.raised_at", "trigger.id")}
             order by trigger.raised_at desc, trigger.id desc limit ask.lim
          ) trigger
          order by ask.n, trigger.raised_at desc, trigger.id desc`,
};

const triggersByIds: Statement = {
  name: "triggers-by-ids",
  text: `select 0, ${columns} from trigger where id = any($1::uuid[])
            and not exists (select from customer where customer.id = trigger.customer_id and erased_at is not null)`,
};

type TriggerRow = [
  ask: number,
  id: string,
  rule: string,
  customerId: string,
  status: Trigger["status"],
  priority: number,
  title: string,
  explanation: string,
  evidence: string[],
  raisedAt: string,
  expiresAt: string,
  value: number,
  suppressedBy: Trigger["suppressedBy"],
  claimedBy: string | null,
  outcome: string | null,
  subject: string,
];

/** Triggers, read in one statement a batch. */
export function createTriggerStore(read: Read): TriggerStore {
  return {
    async loadTriggers(asks) {
      const parameter = toAskParameter(
        asks.map((ask) => ({ ...ask, more: { statuses: ask.statuses ?? null } })),
      );
      return groupByAsk(await read<TriggerRow>(triggersByCustomerIds, [parameter]), asks.length, toTrigger);
    },
    async loadByIds(ids) {
      const rows = await read<TriggerRow>(triggersByIds, [keepUuids(ids)]);
      return new Map(rows.map(toTrigger).map((trigger) => [trigger.id, trigger]));
    },
  };
}

function toTrigger(row: TriggerRow): Trigger {
  const [, id, rule, customerId, status, priority, title, explanation, evidence, raisedAt, expiresAt] = row;
  return {
    id,
    rule,
    customerId,
    status,
    priority,
    title,
    explanation,
    evidence,
    raisedAt: fromPostgresText(raisedAt),
    expiresAt: fromPostgresText(expiresAt),
    value: row[11],
    suppressedBy: row[12],
    claimedBy: row[13],
    outcome: row[14],
    subject: row[15],
  };
}
