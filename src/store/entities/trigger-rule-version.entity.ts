import { defineEntity, p } from "@mikro-orm/core";
import { instant, text } from "./columns.js";

/** A version of a rule. Rows are added and never changed. */
export const TriggerRuleVersionEntity = defineEntity({
  name: "TriggerRuleVersion",
  tableName: "trigger_rule_version",
  properties: {
    name: text().primary(),
    version: p.integer().primary(),
    enabled: p.boolean(),
    definition: p.json<Record<string, unknown>>(),
    savedBy: text(),
    savedAt: instant(),
    effectiveAfter: p.bigint().unique(),
  },
});
