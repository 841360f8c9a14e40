// Moments that wait to be decided on. Lent by moving their next attempt ahead: a process that dies with some needs nobody to
// clean up after it.
import type { MomentQueue, MomentWriter, WaitingMoment } from "../domains/triggers/rules/rule-state-store.js";
import { keepUuids } from "./rows.js";
import type { Query, Read, Statement } from "./statements.js";

/** The writes of moments in one transaction. */
export function createMomentWriter(query: Query): MomentWriter {
  return {
    async add(moments) {
      if (moments.length === 0) return;
      await query(
        `insert into considered_moment (id, customer_id, rule, rule_version, moment, next_attempt_at)
         select *, to_timestamp(0) from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::jsonb[])
                as found (id, customer_id, rule, rule_version, moment)
          where not exists (select from trigger where trigger.id = found.id)
         on conflict (id) do nothing`,
        [
          moments.map(({ id }) => id),
          moments.map(({ customerId }) => customerId),
          moments.map(({ rule }) => rule),
          moments.map(({ ruleVersion }) => ruleVersion),
          moments.map((moment) => JSON.stringify(toBody(moment))),
        ],
      );
    },
    async remove(ids) {
      const rows = await query<{ id: string }>(
        "delete from considered_moment where id = any($1::uuid[]) returning id",
        [keepUuids(ids)],
      );
      return new Set(rows.map(({ id }) => id));
    },
  };
}

/** What has no column of its own. */
type Body = Omit<WaitingMoment, "id" | "customerId" | "rule" | "ruleVersion">;

function toBody({ subject, at, expiresAt, priority, value, product, evidence, values }: WaitingMoment): Body {
  return { subject, at, expiresAt, priority, value, product, evidence, values };
}

const take: Statement = {
  name: "moments-take",
  text: `with due as (
           select customer_id from considered_moment where next_attempt_at <= $1
            order by next_attempt_at limit $3
         ), lent as (
           select id from considered_moment
            where customer_id in (select customer_id from due) and next_attempt_at <= $1
              for update skip locked
         )
         update considered_moment set next_attempt_at = $2 where id in (select id from lent)
         returning id, customer_id, rule, rule_version, moment`,
};

const putBack: Statement = {
  name: "moments-put-back",
  text: "update considered_moment set next_attempt_at = $2 where id = any($1::uuid[])",
};

type Row = [id: string, customerId: string, rule: string, ruleVersion: number, moment: Body];

/** Moments for those who decide on them. */
export function createMomentQueue(read: Read): MomentQueue {
  return {
    async take(now, until, limit) {
      const rows = await read<Row>(take, [now, until, limit]);
      return rows
        .map(([id, customerId, rule, ruleVersion, body]) => ({ id, customerId, rule, ruleVersion, ...body }))
        .sort((left, right) =>
          left.at < right.at ? -1 : left.at > right.at ? 1 : left.id < right.id ? -1 : 1,
        );
    },
    async putBack(ids, at) {
      await read(putBack, [ids, at]);
    },
  };
}
