// The store from outside: ports of the domains over the gateway's own PostgreSQL. Only here is it put together.
import type { AccessLogStore } from "../domains/audit/access-log.js";
import type { AccountNames } from "../domains/audit/account-name.js";
import type { AccessScan } from "../domains/audit/access-fault.js";
import type { AccessKeys } from "../domains/audit/access-chain.js";
import type { ConsentDutyStore } from "../domains/consent/consent-duty-store.js";
import type { ConsentStore } from "../domains/consent/consent-store.js";
import type { HeadStore } from "../domains/customer/head-store.js";
import type { ConsultationStore } from "../domains/customer/consultation-store.js";
import type { OwnRecordStore } from "../domains/customer/own-records.js";
import type { PreferencesStore } from "../domains/contact-policy/preferences-store.js";
import type { Appended, OnAppended } from "../domains/events/appended.js";
import type { ParkedEventStore } from "../domains/events/parked-event.js";
import type { EventRetention } from "../domains/events/event-retention.js";
import type { DeadLetterStore, IngestRetention } from "../domains/ingest/dead-letter.js";
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import type { IdentityStore } from "../domains/identity/identity-store.js";
import type { ErasureStore } from "../domains/rights/erasure.js";
import type { PersonalExportStore } from "../domains/rights/personal-export.js";
import type { RightsNoticeQueue } from "../domains/rights/rights-notice.js";
import type { RightsRequestStore } from "../domains/rights/rights-store.js";
import type { WorkLeaseStore } from "../domains/schedule/work-share.js";
import type { MomentQueue, RuleStateStore } from "../domains/triggers/rules/rule-state-store.js";
import type { TriggerRuleStore } from "../domains/triggers/rules/stored-rule.js";
import type { ContactHistory } from "../domains/triggers/silence/contact-history.js";
import type { TriggerStore } from "../domains/triggers/trigger.js";
import type { WebhookQueue } from "../domains/webhooks/webhook-delivery.js";
import type { UnitOfWork } from "../domains/unit-of-work.js";
import { silentLogger, type Logger } from "../observability/logger.js";
import { systemClock, type Clock } from "../shared/clock.js";
import type { Instant } from "../shared/instant.js";
import { AccessLists } from "./access-lists.js";
import { removeOldEntries, type RemovedEntries } from "./access-retention.js";
import { scanAccessLog } from "./access-scan.js";
import { createOrm } from "./create-orm.js";
import { createKeyMaintenance, type KeyMaintenance } from "./key-maintenance.js";
import { migrate, type SealProgress } from "./migrate.js";
import { createAccessLog, type PostgresAccessLog } from "./postgres-access-log.js";
import { createAccessLogStore } from "./postgres-access-log-store.js";
import { createConsentDutyStore } from "./postgres-consent-duty-store.js";
import { createAccessReviewStore, type AccessReviewStore } from "./postgres-access-review.js";
import { createAccountNames } from "./postgres-account-names.js";
import { createConsentStore } from "./postgres-consent-store.js";
import { createContactHistory } from "./postgres-contact-history.js";
import { createConsultationStore } from "./postgres-consultation-store.js";
import { createDeadLetterStore, createIngestRetention } from "./postgres-dead-letter-store.js";
import { createEventRetention } from "./postgres-event-retention.js";
import { createErasureStore } from "./postgres-erasure-store.js";
import { createHeadStore } from "./postgres-head-store.js";
import { createIdentityStore } from "./postgres-identity-store.js";
import { createOwnRecordStore } from "./postgres-own-record-store.js";
import { createParkedEventStore } from "./postgres-parked-events.js";
import { createPersonalExportStore } from "./postgres-personal-exports.js";
import { createPreferencesStore } from "./postgres-preferences-store.js";
import { createRightsNoticeQueue } from "./postgres-rights-notices.js";
import { createRightsRequestStore } from "./postgres-rights-store.js";
import { createMomentQueue } from "./postgres-moments.js";
import { createRuleStateStore } from "./postgres-rule-state-writer.js";
import { createTriggerRuleStore } from "./postgres-trigger-rule-store.js";
import { createTriggerStore } from "./postgres-trigger-store.js";
import { createWorkLeaseStore } from "./postgres-work-leases.js";
import { createUnreadableNotes } from "./unreadable-notes.js";
import { createRead, type Read } from "./statements.js";
import { createWebhookQueue } from "./postgres-webhooks.js";
import { createUnitOfWork } from "./unit-of-work.js";

/** What a store needs. */
export interface StoreSettings {
  readonly url: string;
  /** Hashes and seals identifiers. */
  readonly cipher: IdentifierCipher;
  /** Most connections at a time, 10 by default. */
  readonly maxConnections?: number;
  /** How long the database may be silent over a statement before its connection is given up, 15 s by default. */
  readonly silenceMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** The keys that seal the access log; without them nothing can be written that needs an entry. */
  readonly accessKeys?: AccessKeys;
}

/** The store. `read` and `onAppended` are what the event log is made of (`createPostgresEventLog`). */
export interface Store {
  readonly identities: IdentityStore;
  readonly heads: HeadStore;
  readonly consents: ConsentStore;
  readonly consentDuties: ConsentDutyStore;
  readonly preferences: PreferencesStore;
  readonly triggers: TriggerStore;
  readonly triggerRules: TriggerRuleStore;
  readonly contactHistory: ContactHistory;
  readonly moments: MomentQueue;
  readonly webhooks: WebhookQueue;
  readonly ruleStates: RuleStateStore;
  readonly parkedEvents: ParkedEventStore;
  /** Who does which piece of the work that processes share. */
  readonly workLeases: WorkLeaseStore;
  readonly consultations: ConsultationStore;
  readonly ownRecords: OwnRecordStore;
  readonly rightsRequests: RightsRequestStore;
  readonly rightsNotices: RightsNoticeQueue;
  readonly erasures: ErasureStore;
  readonly personalExports: PersonalExportStore;
  readonly unitOfWork: UnitOfWork;
  /** Removes events for their age. */
  readonly eventRetention: EventRetention;
  readonly deadLetters: DeadLetterStore;
  /** Removes what waited for its person too long, and old dead letters. */
  readonly ingestRetention: IngestRetention;
  /** What operators do with the keys of personal data. */
  readonly keys: KeyMaintenance;
  readonly accessLog: PostgresAccessLog;
  readonly accessEntries: AccessLogStore;
  /** Remembers the family names of accounts, keyed, for the review of the access log. */
  readonly accountNames: AccountNames;
  readonly accessReview: AccessReviewStore;
  /** Removes entries of the access log that are older, and leaves a sealed mark. */
  removeOldAccessEntries(before: Instant): Promise<RemovedEntries>;
  /** Runs `work` with the access log as it stands at one moment. */
  scanAccessLog<Result>(work: (scan: AccessScan) => Promise<Result>): Promise<Result>;
  /** Runs a named prepared statement on the store's connections; each row is an array. */
  readonly read: Read;
  /** Hears what transactions of this process append to the event log. */
  readonly onAppended: OnAppended;
  /**
   * Brings the tables up to date; processes that start together wait for one another. Throws OperatorError when the keys
   * are not those that the database needs. Hears how far rows from before they were sealed have come, if there are any.
   */
  migrate(onProgress?: SealProgress): Promise<void>;
  /** Rejects with STORE_UNAVAILABLE when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the store; it connects with the first statement, so this succeeds also while the database is away. */
export async function createStore(settings: StoreSettings): Promise<Store> {
  const { cipher, clock = systemClock, logger = silentLogger } = settings;
  const { accessKeys: keys = noKeys } = settings;
  let isMigrating = false;
  const orm = await createOrm({ ...settings, isPatient: () => isMigrating });
  const pool = await orm.em.getConnection().getNativeClient();
  const read = createRead(pool);
  const lists = new AccessLists();
  const accessLog = createAccessLog({ pool, keys, lists, clock, logger });
  const noteUnreadable = createUnreadableNotes(logger);
  const listeners = new Set<(appended: Appended) => void>();
  const notify = (appended: Appended) => {
    for (const listener of listeners) {
      try {
        listener(appended);
      } catch (error) {
        // What a listener makes of a change must not look like a failure of the change.
        logger.error({ err: error }, "A listener to the store's appended events failed.");
      }
    }
  };
  return {
    identities: createIdentityStore(read, cipher, noteUnreadable),
    heads: createHeadStore(read, cipher, noteUnreadable),
    consents: createConsentStore(read),
    consentDuties: createConsentDutyStore(read),
    preferences: createPreferencesStore(read),
    triggers: createTriggerStore(read, clock),
    triggerRules: createTriggerRuleStore(read),
    contactHistory: createContactHistory(read),
    moments: createMomentQueue(read),
    webhooks: createWebhookQueue(read),
    ruleStates: createRuleStateStore(read),
    parkedEvents: createParkedEventStore(read),
    workLeases: createWorkLeaseStore(read),
    consultations: createConsultationStore(read),
    ownRecords: createOwnRecordStore(read),
    rightsRequests: createRightsRequestStore(read),
    rightsNotices: createRightsNoticeQueue(read, cipher),
    erasures: createErasureStore(read),
    personalExports: createPersonalExportStore(read),
    unitOfWork: createUnitOfWork(orm, clock, { keys, lists, cipher }, notify),
    eventRetention: createEventRetention(orm),
    deadLetters: createDeadLetterStore(read, cipher),
    ingestRetention: createIngestRetention(read),
    accessLog,
    accessEntries: createAccessLogStore(read),
    accountNames: createAccountNames(read, keys, { clock, logger }),
    accessReview: createAccessReviewStore(read),
    removeOldAccessEntries: (before) => removeOldEntries(pool, keys, before),
    scanAccessLog: (work) => scanAccessLog(pool, work),
    read,
    onAppended: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    keys: createKeyMaintenance(orm, pool, cipher),
    async migrate(onProgress) {
      // A change of a large table, or of another process that is at it, takes as long as it takes.
      isMigrating = true;
      try {
        await migrate(orm, cipher, onProgress);
      } finally {
        isMigrating = false;
      }
    },
    async ping() {
      await read({ name: "ping", text: "select 1" }, []);
    },
    async close() {
      await accessLog.close();
      await orm.close(true);
    },
  };
}

const noKeys: AccessKeys = { currentId: "none", find: () => undefined };
