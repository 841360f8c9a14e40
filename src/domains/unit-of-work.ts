// One transaction for one change: what is written, and the event that tells of it, hold together or not at all.
import type { AccessLogWriter } from "./audit/access-log.js";
import type { ConsentWriter } from "./consent/consent-store.js";
import type { ConsentDutyWriter } from "./consent/consent-duty-store.js";
import type { PreferencesWriter } from "./contact-policy/preferences-store.js";
import type { OwnedConsultation } from "./customer/consultation-store.js";
import type { Consultation } from "./customer/records.js";
import type { EventWriter } from "./events/event.js";
import type { ChangePositionWriter, ReactionPositionWriter } from "./events/positions.js";
import type { ParkedEventWriter } from "./events/parked-event.js";
import type { DeadLetterWriter } from "./ingest/dead-letter.js";
import type { SentEventWriter } from "./ingest/sent-event-writer.js";
import type { IdentityWriter } from "./identity/identity-store.js";
import type { ErasureWriter } from "./rights/erasure.js";
import type { PersonalExportWriter } from "./rights/personal-export.js";
import type { RightsNoticeWriter } from "./rights/rights-notice.js";
import type { RightsWriter } from "./rights/rights-store.js";
import type { ScheduleWriter } from "./schedule/schedule.js";
import type { MomentWriter, RuleStateWriter } from "./triggers/rules/rule-state-store.js";
import type { TriggerRuleWriter } from "./triggers/rules/stored-rule.js";
import type { WebhookWriter } from "./webhooks/webhook-delivery.js";
import type { TriggerWriter } from "./triggers/trigger.js";

/** Answers of repeatable calls. */
export interface IdempotencyWriter {
  /**
   * Locks `operation` × `clientKey` until the transaction ends. Answers what the first call with this key answered, or
   * undefined when there was none. `fingerprint` is a hash of the input: another input under a used key is CONFLICT.
   */
  lock(
    operation: string,
    clientKey: string,
    fingerprint: string,
  ): Promise<{ readonly answer: string } | "CONFLICT" | undefined>;
  /** Keeps the id of what was done, the answer for every later call with this key. */
  save(operation: string, clientKey: string, fingerprint: string, answer: string): Promise<void>;
}

/** Consultations that were recorded with us, kept in the store and read beside those of the source. */
export interface ConsultationWriter {
  add(customerId: string, consultation: Consultation): Promise<void>;
  find(recordId: string): Promise<OwnedConsultation | undefined>;
}

/** The writers of one transaction. */
export interface Transaction {
  readonly identities: IdentityWriter;
  readonly consents: ConsentWriter;
  readonly consentDuties: ConsentDutyWriter;
  readonly preferences: PreferencesWriter;
  readonly consultations: ConsultationWriter;
  readonly triggers: TriggerWriter;
  readonly triggerRules: TriggerRuleWriter;
  readonly ruleStates: RuleStateWriter;
  readonly moments: MomentWriter;
  readonly webhooks: WebhookWriter;
  readonly idempotency: IdempotencyWriter;
  readonly schedule: ScheduleWriter;
  readonly events: EventWriter;
  readonly sentEvents: SentEventWriter;
  readonly deadLetters: DeadLetterWriter;
  /** A change that somebody made writes an entry of whom it was about (`runChange` and `runOnce` do). */
  readonly accessLog: AccessLogWriter;
  readonly changePositions: ChangePositionWriter;
  readonly reactionPositions: ReactionPositionWriter;
  readonly parkedEvents: ParkedEventWriter;
  readonly rights: RightsWriter;
  readonly rightsNotices: RightsNoticeWriter;
  readonly erasures: ErasureWriter;
  readonly personalExports: PersonalExportWriter;
}

/** Runs a change. It commits when `change` resolves and rolls back when it throws. */
export interface UnitOfWork {
  run<Result>(change: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}
