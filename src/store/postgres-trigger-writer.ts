import type { EntityManager } from "@mikro-orm/postgresql";
import type { Trigger, TriggerWriter } from "../domains/triggers/trigger.js";
import { TriggerEntity } from "./entities/trigger.entity.js";
import { keepUuids } from "./rows.js";
import { lockUntilCommit, type Query } from "./statements.js";
import { toTrigger, triggerColumns, type TriggerRow } from "./trigger-rows.js";

// Rows of the transaction are objects; as an array this one is read like those of the batches.
const select = `select jsonb_build_array(0, ${triggerColumns("trigger.status")}) as columns from trigger`;

/** The trigger writes of one transaction. */
export function createTriggerWriter(em: EntityManager, query: Query): TriggerWriter {
  const list = async (rest: string, values: readonly unknown[]): Promise<readonly Trigger[]> => {
    const rows = await query<{ columns: TriggerRow }>(`${select} ${rest}`, values);
    return rows.map((row) => toTrigger(row.columns));
  };
  return {
    async lockLatest(rule, customerId, subject) {
      await lockUntilCommit(query, "trigger", rule, customerId, subject);
      const [latest] = await list(
        "where customer_id = $1 and rule = $2 and subject = $3 order by raised_at desc, id desc limit 1",
        [customerId, rule, subject],
      );
      return latest;
    },
    async lockOfCustomer(customerId, since) {
      await lockUntilCommit(query, "triggers", customerId);
      return list(
        `where customer_id = $1 and status <> 'SUPPRESSED'
           and (status in ('RAISED', 'HELD', 'CLAIMED') or raised_at >= $2 or decided_at >= $2 or contacted_at >= $2)
          order by raised_at, id`,
        [customerId, since],
      );
    },
    async findKnown(ids) {
      const rows = await query<{ id: string }>("select id from trigger where id = any($1::uuid[])", [
        keepUuids(ids),
      ]);
      return new Set(rows.map(({ id }) => id));
    },
    async add(trigger) {
      await em.insert(TriggerEntity, { ...trigger });
    },
    find: async (id) => (await list("where id = any($1::uuid[])", [keepUuids([id])]))[0],
    lock: async (id) => (await list("where id = any($1::uuid[]) for update", [keepUuids([id])]))[0],
    async save({ id, ...trigger }) {
      await query(
        `update trigger set status = $2, suppressed_by = $3::jsonb, held_until = $4, claimed_by = $5, claimed_at = $6,
                outcome = $7, closed_at = $8, decided_at = $9, contacted_at = $10
          where id = $1`,
        [
          id,
          trigger.status,
          JSON.stringify(trigger.suppressedBy),
          trigger.heldUntil,
          trigger.claimedBy,
          trigger.claimedAt,
          trigger.outcome,
          trigger.closedAt,
          trigger.decidedAt,
          trigger.contactedAt,
        ],
      );
    },
  };
}
