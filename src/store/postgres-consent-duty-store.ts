import type { ConsentDutyStore } from "../domains/consent/consent-duty-store.js";
import { dutyColumns, toDuty, type DutyRow } from "./consent-duty-rows.js";
import { askColumns, followsPosition, toAskParameter } from "./history-page.js";
import { groupByAsk, keepUuids } from "./rows.js";
import type { Read, Statement } from "./statements.js";

const dutiesByCustomerIds: Statement = {
  name: "consent-duties-by-customer-ids",
  text: `select ask.n, ${dutyColumns}
           from jsonb_to_recordset($1::jsonb) as ask (${askColumns}, statuses text[])
          cross join lateral (
            select duty.* from consent_duty duty
             where duty.customer_id = any(
                     ask.customer_id || array(select id from customer where merged_into_id = ask.customer_id))
               and (ask.statuses is null or duty.status = any(ask.statuses))
               and ${followsPosition("duty.due_at", "duty.id")}
             order by duty.due_at desc, duty.id desc limit ask.lim
          ) duty
          order by ask.n, duty.due_at desc, duty.id desc`,
};

const dutiesByIds: Statement = {
  name: "consent-duties-by-ids",
  text: `select 0, ${dutyColumns} from consent_duty duty where duty.id = any($1::uuid[])`,
};

// A status each, so that the index of status and due time is walked in order and no more than a page is read of any.
const dutiesByDueTime: Statement = {
  name: "consent-duties-by-due-time",
  text: `select 0, ${dutyColumns}
           from unnest(coalesce($2::text[], array['OPEN', 'OVERDUE', 'DONE', 'CANCELLED'])) as asked (status)
          cross join lateral (
            select duty.* from consent_duty duty
             where duty.status = asked.status and ($3::text[] is null or duty.kind = any($3))
               and ($4::timestamptz is null or duty.due_at < $4)
               and ($5::timestamptz is null or duty.due_at > $5
                    or (duty.due_at = $5 and ($7 or duty.id::text > $6 collate "C")))
             order by duty.due_at, duty.id limit $1
          ) duty
          order by duty.due_at, duty.id limit $1`,
};

/** Duties, read in one statement a batch. */
export function createConsentDutyStore(read: Read): ConsentDutyStore {
  return {
    async loadDuties(asks) {
      const parameter = toAskParameter(
        asks.map((ask) => ({ ...ask, more: { statuses: ask.statuses ?? null } })),
      );
      return groupByAsk(await read<DutyRow>(dutiesByCustomerIds, [parameter]), asks.length, toDuty);
    },
    async loadByIds(ids) {
      const rows = await read<DutyRow>(dutiesByIds, [keepUuids(ids)]);
      return new Map(rows.map(toDuty).map((duty) => [duty.id, duty]));
    },
    async listDuties({ limit, after, filter = {} }) {
      const statuses = filter.statuses === undefined ? null : [...new Set(filter.statuses)];
      const position = [after?.at ?? null, after?.id ?? null, after?.inclusive ?? false];
      const values = [limit, statuses, filter.kinds ?? null, filter.dueBefore ?? null, ...position];
      return (await read<DutyRow>(dutiesByDueTime, values)).map(toDuty);
    },
  };
}
