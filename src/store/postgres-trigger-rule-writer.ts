import type { TriggerRuleWriter } from "../domains/triggers/rules/stored-rule.js";
import { reserveCursor } from "./postgres-event-writer.js";
import { lockUntilCommit, type Query } from "./statements.js";
import { ruleColumns, toStoredRule, type RuleRow } from "./trigger-rule-rows.js";

/** The writes of rules in one transaction. */
export function createTriggerRuleWriter(query: Query): TriggerRuleWriter {
  return {
    async lockLatest(name) {
      await lockUntilCommit(query, "trigger-rule", name);
      const [row] = await query<RuleRow>(
        `select ${ruleColumns} from trigger_rule_version where name = $1 order by version desc limit 1`,
        [name],
      );
      return row && toStoredRule(row);
    },
    async add(rule) {
      // A place in the log that no event has: whoever reads an event behind it finds this version.
      const effectiveAfter = await reserveCursor(query);
      await query(
        `insert into trigger_rule_version (${ruleColumns}) values ($1, $2, $3, $4::jsonb, $5, $6, $7)`,
        [
          rule.name,
          rule.version,
          rule.enabled,
          JSON.stringify(rule.definition),
          rule.savedBy,
          rule.savedAt,
          effectiveAfter.toString(),
        ],
      );
      return { ...rule, effectiveAfter };
    },
  };
}
