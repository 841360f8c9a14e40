// Saves a rule as its next version. What is wrong with it is refused with the place of the mistake; nothing is kept of it.
import { toInstant, toShortInstant } from "../../shared/instant.js";
import { answerRefusals, refuse, type Refusal } from "../refusal.js";
import type { UseCaseParts } from "../use-case.js";
import { parseRule } from "./rules/parse-rule.js";
import type { StoredRule } from "./rules/stored-rule.js";

/** What is saved. */
export interface SaveTriggerRuleInput {
  /** The name of the rule to be changed; absent or null makes a new one. */
  readonly rule?: string | null;
  readonly name: string;
  readonly enabled: boolean;
  readonly definition: Readonly<Record<string, unknown>>;
  /** The version that the caller knows; needed to change a rule. */
  readonly version?: number | null;
}

/** The version that was saved, or why none was. */
export type SaveTriggerRuleAnswer = { readonly rule: StoredRule } | { readonly refusal: Refusal };

/** No underscores: names of rules are names of members in documents that are kept. */
const namePattern = /^[\p{L}\p{N}](?:[\p{L}\p{N} .-]{0,78}[\p{L}\p{N}])?$/u;
const maxMistakesTold = 3;

/** Saves a rule; it holds for every event that is recorded from then on. */
export function saveTriggerRule(
  { unitOfWork, clock }: Pick<UseCaseParts, "unitOfWork" | "clock">,
  savedBy: string,
  input: SaveTriggerRuleInput,
): Promise<SaveTriggerRuleAnswer> {
  return answerRefusals(async () => {
    const name = parseRuleName(input);
    checkDefinition(input.definition);
    return unitOfWork.run(async ({ triggerRules }) => {
      const latest = await triggerRules.lockLatest(name);
      const { enabled, definition } = input;
      const version = decideVersion(input, latest);
      const savedAt = toShortInstant(toInstant(clock.now()));
      return { rule: await triggerRules.add({ name, version, enabled, definition, savedBy, savedAt }) };
    });
  });
}

/** The name as it is kept; refuses one that cannot be a rule's, or that changes. */
export function parseRuleName({ rule, name }: Pick<SaveTriggerRuleInput, "rule" | "name">): string {
  const kept = name.normalize("NFC").trim();
  if (!namePattern.test(kept)) {
    refuse("INVALID_INPUT", "A name is 1 to 80 letters, digits, blanks, hyphens and dots.", "name");
  }
  if (rule !== undefined && rule !== null && rule !== kept) {
    refuse("INVALID_INPUT", "The name of a rule cannot change: its triggers keep it.", "name");
  }
  return kept;
}

/** Refuses a definition with the place of its first mistake, and says what else is wrong. */
export function checkDefinition(definition: Readonly<Record<string, unknown>>): void {
  const parsed = parseRule(definition);
  if (parsed.isValid) return;
  const [first, ...others] = parsed.mistakes;
  const told = others.slice(0, maxMistakesTold).map(({ path, message }) => `${path} ${message}`);
  const left = others.length - told.length;
  if (left > 0) told.push(`and ${String(left)} more`);
  const more = told.length === 0 ? "" : ` Also: ${told.join("; ")}.`;
  const path = first?.path ?? "";
  refuse(
    "INVALID_INPUT",
    `It ${first?.message ?? "does not fit"}.${more}`,
    path === "" ? "definition" : `definition.${path}`,
  );
}

function decideVersion({ rule, version }: SaveTriggerRuleInput, latest: StoredRule | undefined): number {
  const isNew = rule === undefined || rule === null;
  if (isNew && latest !== undefined) refuse("CONFLICT", "There is a rule of this name.", "name");
  if (isNew) return 1;
  if (latest === undefined) refuse("NOT_FOUND", "There is no such rule.", "id");
  if (version === undefined || version === null) {
    refuse("INVALID_INPUT", "The version that is to be changed is missing.", "version");
  }
  if (version !== latest.version) {
    refuse("STALE_VERSION", `The rule is at version ${String(latest.version)} by now.`, "version");
  }
  return latest.version + 1;
}
