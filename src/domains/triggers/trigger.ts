import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Instant } from "../../shared/instant.js";
import type { Position } from "../../shared/page.js";

/** The life of a trigger. */
export const TriggerStatus = enumOf("RAISED", "SUPPRESSED", "CLAIMED", "RESOLVED", "DISMISSED", "EXPIRED");
export type TriggerStatus = NameOf<typeof TriggerStatus>;

/** Why a customer is not contacted. */
export const SuppressionReason = enumOf(
  "NO_CONSENT",
  "CONSENT_EXPIRED",
  "NIGHT_CONSENT_MISSING",
  "CHANNEL_OPTED_OUT",
  "TOPIC_OPTED_OUT",
  "QUIET_HOURS",
  "FREQUENCY_CAP",
  "FATIGUE",
  "ALREADY_PURCHASED",
  "DUPLICATE",
  "EXPIRED",
  "HOLDOUT",
  "LOST_ARBITRATION",
  "ERASED",
  "PROCESSING_RESTRICTED",
  "OBJECTED",
  "CONTACTS_UNKNOWN",
);
export type SuppressionReason = NameOf<typeof SuppressionReason>;

/** A moment that matters: what happened, why it matters, and until when. `evidence` are global ids of the records behind it. */
export interface Trigger {
  readonly id: string;
  readonly rule: string;
  readonly customerId: string;
  readonly status: TriggerStatus;
  /** 0 to 1 */
  readonly priority: number;
  readonly title: string;
  readonly explanation: string;
  readonly evidence: readonly string[];
  readonly raisedAt: Instant;
  readonly expiresAt: Instant;
  /** Expected value of acting, 0 to 1. */
  readonly value: number;
  readonly suppressedBy: readonly SuppressionReason[];
  readonly claimedBy: string | null;
  readonly outcome: string | null;
  /** What the trigger is about within its rule, e.g. the product: one open trigger a rule, customer and subject. */
  readonly subject: string;
}

/** One page of a customer's triggers, newest first by (raisedAt, id). */
export interface TriggerAsk {
  readonly customerId: string;
  readonly limit: number;
  readonly after?: Position;
  readonly statuses?: readonly TriggerStatus[];
}

/** Port of the triggers, implemented by the store. */
export interface TriggerStore {
  loadTriggers(asks: readonly TriggerAsk[]): Promise<readonly (readonly Trigger[])[]>;
  loadByIds(ids: readonly string[]): Promise<ReadonlyMap<string, Trigger>>;
}

/** Writes of triggers inside a transaction. */
export interface TriggerWriter {
  /** Locks rule × customer × subject until the transaction ends and answers its newest trigger. */
  lockLatest(rule: string, customerId: string, subject: string): Promise<Trigger | undefined>;
  add(trigger: Trigger): Promise<void>;
}
