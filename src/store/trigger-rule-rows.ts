import type { StoredRule } from "../domains/triggers/rules/stored-rule.js";
import { fromPostgresText } from "../shared/instant.js";

/** The columns of a version of a rule. */
export const ruleColumns = "name, version, enabled, definition, saved_by, saved_at, effective_after";

/** A row of `ruleColumns`. */
export interface RuleRow {
  readonly name: string;
  readonly version: number;
  readonly enabled: boolean;
  readonly definition: StoredRule["definition"];
  readonly saved_by: string;
  readonly saved_at: string;
  readonly effective_after: string;
}

/** A row as a version of a rule. */
export function toStoredRule(row: RuleRow): StoredRule {
  return {
    name: row.name,
    version: row.version,
    enabled: row.enabled,
    definition: row.definition,
    savedBy: row.saved_by,
    savedAt: fromPostgresText(row.saved_at),
    effectiveAfter: BigInt(row.effective_after),
  };
}
