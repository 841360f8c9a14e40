import type { RightsRequestStore } from "../domains/rights/rights-store.js";
import { askColumns, followsPosition, toAskParameter } from "./history-page.js";
import { rightsColumns, toRightsRequest, type RightsRow } from "./rights-rows.js";
import { groupByAsk, keepUuids } from "./rows.js";
import type { Read, Statement } from "./statements.js";

const requestsByCustomerIds: Statement = {
  name: "rights-requests-by-customer-ids",
  text: `select ask.n, ${rightsColumns("ask.customer_id")}
           from jsonb_to_recordset($1::jsonb) as ask (${askColumns})
          cross join lateral (
            select request.* from rights_request request
             where request.customer_id = ask.customer_id
               and ${followsPosition("request.received_at", "request.id")}
             order by request.received_at desc, request.id desc limit ask.lim
          ) request
          order by ask.n, request.received_at desc, request.id desc`,
};

// Requests of an erased person stay for the count, under a pseudonym: nobody finds them.
const living = `join customer on customer.id = request.customer_id and customer.erased_at is null`;

const requestsByIds: Statement = {
  name: "rights-requests-by-ids",
  text: `select 0, ${rightsColumns("request.customer_id")} from rights_request request ${living}
          where request.id = any($1::uuid[])`,
};

const requestsByDeadline: Statement = {
  name: "rights-requests-by-deadline",
  text: `select 0, ${rightsColumns("request.customer_id")} from rights_request request ${living}
          where ($2::text[] is null or request.kind = any($2))
            and ($3::text[] is null or request.status = any($3))
            and ($4::timestamptz is null or request.deadline < $4)
            and ($5::boolean is null
                 or (request.status in ('RECEIVED', 'IN_PROGRESS') and request.deadline < $6::timestamptz) = $5)
            and ($7::timestamptz is null or (request.deadline, request.id::text collate "C") > ($7, $8))
          order by request.deadline, request.id limit $1`,
};

/** Requests, read in one statement a batch. */
export function createRightsRequestStore(read: Read): RightsRequestStore {
  return {
    async loadRequests(asks) {
      const rows = await read<RightsRow>(requestsByCustomerIds, [toAskParameter(asks)]);
      return groupByAsk(rows, asks.length, toRightsRequest);
    },
    async loadByIds(ids) {
      const rows = await read<RightsRow>(requestsByIds, [keepUuids(ids)]);
      return new Map(rows.map(toRightsRequest).map((request) => [request.id, request]));
    },
    async listRequests({ limit, after, filter, now }) {
      const { kinds, statuses, overdue, dueBefore } = filter;
      const rows = await read<RightsRow>(requestsByDeadline, [
        limit,
        kinds ?? null,
        statuses ?? null,
        dueBefore ?? null,
        overdue ?? null,
        now,
        after?.at ?? null,
        after?.id ?? null,
      ]);
      return rows.map(toRightsRequest);
    },
  };
}
