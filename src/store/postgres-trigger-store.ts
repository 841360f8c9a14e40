import type { TriggerStore } from "../domains/triggers/trigger.js";
import type { Clock } from "../shared/clock.js";
import { toInstant } from "../shared/instant.js";
import { askColumns, followsPosition, toAskParameter } from "./history-page.js";
import { groupByAsk, keepUuids } from "./rows.js";
import type { Read, Statement } from "./statements.js";
import { toPresentStatus, toTrigger, triggerColumns, type TriggerRow } from "./trigger-rows.js";

const notOfErased = `not exists (
  select from customer where customer.id = trigger.customer_id and customer.erased_at is not null)`;

const triggersByCustomerIds: Statement = {
  name: "triggers-by-customer-ids",
  text: `select ask.n, ${triggerColumns("trigger.status")}
           from jsonb_to_recordset($1::jsonb) as ask (${askColumns}, statuses text[])
          cross join lateral (
            select id, rule, customer_id, ${toPresentStatus("$2::timestamptz")} as status, priority, title, explanation,
                   evidence, raised_at, expires_at, value, suppressed_by, held_until, claimed_by, claimed_at, outcome,
                   closed_at, terms, subject, decided_at, contacted_at
              from trigger
             where trigger.customer_id = ask.customer_id
               and (ask.statuses is null or ${toPresentStatus("$2::timestamptz")} = any(ask.statuses))
               and ${followsPosition("trigger.raised_at", "trigger.id")}
             order by trigger.raised_at desc, trigger.id desc limit ask.lim
          ) trigger
          order by ask.n, trigger.raised_at desc, trigger.id desc`,
};

const triggersByIds: Statement = {
  name: "triggers-by-ids",
  text: `select 0, ${triggerColumns(toPresentStatus("$2::timestamptz"))} from trigger
          where id = any($1::uuid[]) and ${notOfErased}`,
};

const triggersOfAll: Statement = {
  name: "triggers-of-all",
  text: `select 0, ${triggerColumns(toPresentStatus("$1::timestamptz"))} from trigger
          where ($2::text[] is null or rule = any($2))
            and ($3::uuid[] is null or customer_id = any($3))
            and ($4::float8 is null or priority >= $4)
            and ($5::text[] is null or ${toPresentStatus("$1::timestamptz")} = any($5))
            and ($6::timestamptz is null or (raised_at, id) < ($6, $7::uuid))
            and ${notOfErased}
          order by raised_at desc, id desc limit $8`,
};

/** Triggers, read in one statement a batch. */
export function createTriggerStore(read: Read, clock: Clock): TriggerStore {
  const now = (): string => toInstant(clock.now());
  return {
    async loadTriggers(asks) {
      const parameter = toAskParameter(
        asks.map((ask) => ({ ...ask, more: { statuses: ask.statuses ?? null } })),
      );
      return groupByAsk(
        await read<TriggerRow>(triggersByCustomerIds, [parameter, now()]),
        asks.length,
        toTrigger,
      );
    },
    async loadByIds(ids) {
      const rows = await read<TriggerRow>(triggersByIds, [keepUuids(ids), now()]);
      return new Map(rows.map(toTrigger).map((trigger) => [trigger.id, trigger]));
    },
    async listTriggers({ limit, after, filter = {} }) {
      const { rules = null, customerIds, minPriority = null, statuses = null } = filter;
      const customers = customerIds === undefined ? null : keepUuids(customerIds);
      const [afterId = null] = after?.id == null ? [] : keepUuids([after.id]);
      const rows = await read<TriggerRow>(triggersOfAll, [
        now(),
        rules,
        customers,
        minPriority,
        statuses,
        after?.at ?? null,
        afterId,
        limit,
      ]);
      return rows.map(toTrigger);
    },
  };
}
