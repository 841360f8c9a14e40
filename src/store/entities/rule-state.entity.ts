import { defineEntity, p } from "@mikro-orm/core";
import { instant, text } from "./columns.js";

/**
 * What the rules remember of a customer, as the text of a JSON document: nobody asks PostgreSQL what is in it, and text costs
 * it less than jsonb.
 */
export const RuleStateEntity = defineEntity({
  name: "RuleState",
  tableName: "rule_state",
  properties: {
    customerId: p.uuid().primary(),
    partition: p.smallint(),
    state: text(),
    hasHistory: p.boolean(),
    dueAt: instant().nullable(),
  },
  indexes: [{ properties: ["partition", "dueAt"], where: "due_at is not null" }],
});
