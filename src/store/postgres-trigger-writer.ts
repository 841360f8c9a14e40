import type { EntityManager } from "@mikro-orm/postgresql";
import type { Trigger, TriggerWriter } from "../domains/triggers/trigger.js";
import { TriggerEntity } from "./entities/trigger.entity.js";
import { fromPostgresText } from "../shared/instant.js";
import { lockUntilCommit, type Query } from "./statements.js";

/** The trigger writes of one transaction. */
export function createTriggerWriter(em: EntityManager, query: Query): TriggerWriter {
  return {
    async lockLatest(rule, customerId, subject) {
      await lockUntilCommit(query, "trigger", rule, customerId, subject);
      const [row] = await query<Trigger>(
        `select id, rule, customer_id as "customerId", status, priority, title, explanation, evidence,
                raised_at as "raisedAt", expires_at as "expiresAt", value, suppressed_by as "suppressedBy",
                claimed_by as "claimedBy", outcome, subject
           from trigger where customer_id = $1 and rule = $2 and subject = $3
          order by raised_at desc, id desc limit 1`,
        [customerId, rule, subject],
      );
      if (row === undefined) return undefined;
      return { ...row, raisedAt: fromPostgresText(row.raisedAt), expiresAt: fromPostgresText(row.expiresAt) };
    },
    async add(trigger) {
      await em.insert(TriggerEntity, { ...trigger });
    },
  };
}
