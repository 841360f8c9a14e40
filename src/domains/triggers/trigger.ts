import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Instant } from "../../shared/instant.js";
import type { Position } from "../../shared/page.js";
import type { TriggerTerms } from "./trigger-terms.js";

/** The life of a trigger. */
export const TriggerStatus = enumOf(
  "RAISED",
  "HELD",
  "SUPPRESSED",
  "CLAIMED",
  "RESOLVED",
  "DISMISSED",
  "EXPIRED",
);
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
  /** When it was decided last whether it goes to work; null for one from before that was decided. */
  readonly decidedAt: Instant | null;
  /** Until when it is held back; null unless it is HELD. */
  readonly heldUntil: Instant | null;
  readonly claimedBy: string | null;
  readonly claimedAt: Instant | null;
  readonly outcome: string | null;
  /** When it was resolved or dismissed. */
  readonly closedAt: Instant | null;
  /** When the customer was contacted because of it; null while they were not. */
  readonly contactedAt: Instant | null;
  readonly terms: TriggerTerms;
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

/** Which triggers of all customers are wanted; an absent member does not narrow. */
export interface TriggerSearch {
  readonly rules?: readonly string[];
  readonly customerIds?: readonly string[];
  readonly minPriority?: number;
  readonly statuses?: readonly TriggerStatus[];
}

/** Port of the triggers, implemented by the store: each as it stands now, EXPIRED from its time on. */
export interface TriggerStore {
  loadTriggers(asks: readonly TriggerAsk[]): Promise<readonly (readonly Trigger[])[]>;
  loadByIds(ids: readonly string[]): Promise<ReadonlyMap<string, Trigger>>;
  /** Triggers of all customers, newest first by (raisedAt, id), at most `limit`. */
  listTriggers(page: {
    readonly limit: number;
    readonly after?: Position;
    readonly filter?: TriggerSearch;
  }): Promise<readonly Trigger[]>;
}

/** Writes of triggers inside a transaction. */
export interface TriggerWriter {
  /** Locks rule × customer × subject until the transaction ends and answers its newest trigger. */
  lockLatest(rule: string, customerId: string, subject: string): Promise<Trigger | undefined>;
  /**
   * Makes all who decide about the customer's triggers wait until the transaction ends, and answers the triggers that are
   * open, and those that were let through since. To be asked when the customer is locked, and before events are appended.
   */
  lockOfCustomer(customerId: string, since: Instant): Promise<readonly Trigger[]>;
  /** Which of these ids are ids of triggers. */
  findKnown(ids: readonly string[]): Promise<ReadonlySet<string>>;
  add(trigger: Trigger): Promise<void>;
  find(id: string): Promise<Trigger | undefined>;
  /** Holds the trigger until the transaction ends. */
  lock(id: string): Promise<Trigger | undefined>;
  /** Writes where a trigger stands: its status and all that goes with it. */
  save(trigger: Trigger): Promise<void>;
}
