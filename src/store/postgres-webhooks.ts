// What endpoints are to be told, in order. An endpoint is lent as a whole, so that two processes do not tell it things out of
// order; a process that dies with one needs nobody to clean up after it.
import type {
  DueDelivery,
  EndpointFigures,
  ToldStep,
  WebhookQueue,
  WebhookWriter,
} from "../domains/webhooks/webhook-delivery.js";
import { fromPostgresText } from "../shared/instant.js";
import { toInstantOrNull } from "./rows.js";
import type { Query, Read, Statement } from "./statements.js";

/** The writes of one transaction. */
export function createWebhookWriter(query: Query): WebhookWriter {
  return {
    async add({ id, terms }, step, now) {
      // What was cancelled because it had to wait is told when it goes after all.
      await query(
        `insert into webhook_delivery (endpoint, trigger_id, step, status, attempts, next_attempt_at, created_at)
         select name, $1::uuid, $4::text, 'PENDING', 0, $3::timestamptz, $3::timestamptz from webhook_endpoint
          where is_active and steps ? $4::text and (channels is null or channels ? coalesce($2::text, ''))
            and ($4::text = 'raised' or not steps ? 'raised'
                 or exists (select from webhook_delivery told
                             where told.endpoint = name and told.trigger_id = $1::uuid and told.step = 'raised'))
          order by name
         on conflict (endpoint, trigger_id, step) do update
           set status = 'PENDING', attempts = 0, next_attempt_at = excluded.next_attempt_at, reason = null, ended_at = null
         where webhook_delivery.status = 'CANCELLED'`,
        [id, terms.channel, now, step],
      );
    },
    async noteSent(deliveryId, now) {
      await query("update webhook_delivery set sent_at = coalesce(sent_at, $2::timestamptz) where id = $1", [
        deliveryId,
        now,
      ]);
    },
  };
}

const setEndpoints: Statement = {
  name: "webhook-endpoints-set",
  text: `with given as (
           select * from jsonb_to_recordset($1::jsonb) as given (name text, channels jsonb, steps jsonb)
         ), gone as (
           update webhook_endpoint set is_active = false where is_active and name not in (select name from given)
         )
         insert into webhook_endpoint (name, channels, steps, is_active) select name, channels, steps, true from given
         on conflict (name) do update set channels = excluded.channels, steps = excluded.steps, is_active = true`,
};

const lend: Statement = {
  name: "webhook-endpoint-lend",
  text: `update webhook_endpoint set lent_until = $3
          where name = $1 and is_active and (paused_until is null or paused_until <= $2)
            and (lent_until is null or lent_until <= $2)
            and exists (select from webhook_delivery
                         where endpoint = $1 and status = 'PENDING' and next_attempt_at <= $2)
         returning name`,
};

const giveBack: Statement = {
  name: "webhook-endpoint-give-back",
  text: "update webhook_endpoint set lent_until = null, paused_until = $2 where name = $1",
};

const takeNext: Statement = {
  name: "webhook-delivery-take",
  text: `update webhook_delivery set attempts = attempts + 1
          where number = (select number from webhook_delivery
                           where endpoint = $1 and status = 'PENDING' and next_attempt_at <= $2
                           order by number limit 1)
         returning id, trigger_id, attempts, step, created_at::text,
                   (select told.sent_at is not null from webhook_delivery told
                     where told.endpoint = $1 and told.trigger_id = webhook_delivery.trigger_id and told.step = 'raised')`,
};

const finish: Statement = {
  name: "webhook-delivery-finish",
  text: `update webhook_delivery
            set status = $2, next_attempt_at = $3, answer_status = $4, reason = $5,
                ended_at = case when $2 = 'PENDING' then null else $6::timestamptz end
          where id = $1 and status = 'PENDING'`,
};

const figures: Statement = {
  name: "webhook-figures",
  text: `select endpoint.name, endpoint.is_active, endpoint.paused_until::text,
                coalesce(counted.counts, '{}'), counted.oldest::text,
                (select coalesce(reason, answer_status::text) from webhook_delivery
                  where endpoint = endpoint.name and status = 'DEAD' order by number desc limit 1)
           from webhook_endpoint endpoint left join lateral (
             select jsonb_object_agg(status, many) as counts, min(oldest) as oldest from (
               select status, count(*) as many, min(created_at) filter (where status = 'PENDING') as oldest
                 from webhook_delivery where webhook_delivery.endpoint = endpoint.name group by status
             ) statuses
           ) counted on true
          order by endpoint.name`,
};

const replayDead: Statement = {
  name: "webhook-replay-dead",
  text: `update webhook_delivery set status = 'PENDING', attempts = 0, next_attempt_at = $2, ended_at = null
          where status = 'DEAD' and ($1::text is null or endpoint = $1) returning number`,
};

type TakenRow = [
  id: string,
  triggerId: string,
  attempts: number,
  step: ToldStep,
  at: string,
  wasTold: boolean | null,
];

type FiguresRow = [
  endpoint: string,
  isActive: boolean,
  pausedUntil: string | null,
  counts: Partial<EndpointFigures["counts"]>,
  oldest: string | null,
  lastFailure: string | null,
];

/** The queue of deliveries. */
export function createWebhookQueue(read: Read): WebhookQueue {
  return {
    async setEndpoints(endpoints) {
      const rows = endpoints.map(({ name, channels, steps }) => ({
        name,
        channels: channels ?? null,
        steps: steps ?? ["raised"],
      }));
      await read(setEndpoints, [JSON.stringify(rows)]);
    },
    lend: async (endpoint, now, until) => (await read(lend, [endpoint, now, until])).length > 0,
    async giveBack(endpoint, pausedUntil) {
      await read(giveBack, [endpoint, pausedUntil]);
    },
    async takeNext(endpoint, now): Promise<DueDelivery | undefined> {
      const [row] = await read<TakenRow>(takeNext, [endpoint, now]);
      if (row === undefined) return undefined;
      const [id, triggerId, attempts, step, at, wasTold] = row;
      return { id, triggerId, attempts, step, at: fromPostgresText(at), wasTold };
    },
    async finish(id, { status, retryAt, answerStatus, reason, at }) {
      await read(finish, [id, status, retryAt, answerStatus, reason, at]);
    },
    async listFigures() {
      return (await read<FiguresRow>(figures, [])).map(toFigures);
    },
    replayDead: async (endpoint, now) => (await read(replayDead, [endpoint, now])).length,
  };
}

function toFigures([endpoint, isActive, paused, counts, oldest, lastFailure]: FiguresRow): EndpointFigures {
  return {
    endpoint,
    isActive,
    pausedUntil: toInstantOrNull(paused),
    counts: { PENDING: 0, DELIVERED: 0, CANCELLED: 0, DEAD: 0, ...counts },
    oldestPendingAt: oldest === null ? null : fromPostgresText(oldest),
    lastFailure,
  };
}
