// Rules as they are kept: every version, who saved it, and from which place of the log on it holds.
import type { Instant } from "../../../shared/instant.js";

/** A version of a rule. */
export interface StoredRule {
  /** Names the rule for ever: triggers and states keep it. */
  readonly name: string;
  /** Counts from 1. */
  readonly version: number;
  readonly enabled: boolean;
  /** As it was saved, before it was parsed. */
  readonly definition: Readonly<Record<string, unknown>>;
  readonly savedBy: string;
  readonly savedAt: Instant;
  /** Events behind this cursor are evaluated by this version, those up to it by the one before. */
  readonly effectiveAfter: bigint;
}

/** Port of the rules, implemented by the store. */
export interface TriggerRuleStore {
  /** The newest version of each rule, in the order of their names. */
  listRules(): Promise<readonly StoredRule[]>;
  /** The newest version of a rule. */
  findRule(name: string): Promise<StoredRule | undefined>;
  /** A version of a rule, also an old one. */
  findVersion(name: string, version: number): Promise<StoredRule | undefined>;
  /** Every version that came to hold behind a cursor. */
  listVersions(after: bigint): Promise<readonly StoredRule[]>;
}

/** Writes of rules inside a transaction. */
export interface TriggerRuleWriter {
  /** Locks the rule until the transaction ends and answers its newest version. */
  lockLatest(name: string): Promise<StoredRule | undefined>;
  /** Adds a version. It holds for every event that is appended to the log from here on. */
  add(rule: Omit<StoredRule, "effectiveAfter">): Promise<StoredRule>;
}
