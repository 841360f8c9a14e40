import type { TriggerRuleStore } from "../domains/triggers/rules/stored-rule.js";
import type { Read, Statement } from "./statements.js";
import { ruleColumns, toStoredRule, type RuleRow } from "./trigger-rule-rows.js";

type Row = [
  name: string,
  version: number,
  enabled: boolean,
  definition: RuleRow["definition"],
  savedBy: string,
  savedAt: string,
  effectiveAfter: string,
];

const latestRules: Statement = {
  name: "latest-trigger-rules",
  text: `select distinct on (name) ${ruleColumns} from trigger_rule_version
          where $1::text is null or name = $1 order by name, version desc`,
};

const ruleVersion: Statement = {
  name: "trigger-rule-version",
  text: `select ${ruleColumns} from trigger_rule_version where name = $1 and version = $2`,
};

const versionsAfter: Statement = {
  name: "trigger-rule-versions-after",
  text: `select ${ruleColumns} from trigger_rule_version where effective_after > $1 order by effective_after`,
};

/** Rules outside of a transaction. */
export function createTriggerRuleStore(read: Read): TriggerRuleStore {
  const list = async (statement: Statement, ...values: readonly (string | number | null)[]) =>
    (await read<Row>(statement, values)).map(
      ([name, version, enabled, definition, saved_by, saved_at, effective_after]) =>
        toStoredRule({ name, version, enabled, definition, saved_by, saved_at, effective_after }),
    );
  return {
    listRules: () => list(latestRules, null),
    findRule: async (name) => (await list(latestRules, name))[0],
    findVersion: async (name, version) => (await list(ruleVersion, name, version))[0],
    listVersions: (after) => list(versionsAfter, after.toString()),
  };
}
