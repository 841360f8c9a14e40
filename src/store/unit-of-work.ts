import type { EntityManager, MikroORM } from "@mikro-orm/postgresql";
import type { AccessKeys } from "../domains/audit/access-chain.js";
import type { Appended } from "../domains/events/appended.js";
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import type { Transaction, UnitOfWork } from "../domains/unit-of-work.js";
import type { Clock } from "../shared/clock.js";
import type { AccessLists } from "./access-lists.js";
import { createAccessWriter } from "./postgres-access-writer.js";
import { createConsentDutyWriter } from "./postgres-consent-duty-writer.js";
import { createConsentWriter } from "./postgres-consent-writer.js";
import { createConsultationWriter } from "./postgres-consultation-writer.js";
import { createDeadLetterWriter } from "./postgres-dead-letters.js";
import { createErasureWriter } from "./postgres-erasure-writer.js";
import { createEventWriter } from "./postgres-event-writer.js";
import { createIdempotencyWriter } from "./postgres-idempotency-writer.js";
import { createIdentityWriter } from "./postgres-identity-writer.js";
import { createChangePositionWriter, createReactionPositionWriter } from "./postgres-positions.js";
import { createParkedEventWriter } from "./postgres-parked-events.js";
import { createPersonalExportWriter } from "./postgres-personal-exports.js";
import { createPreferencesWriter } from "./postgres-preferences-writer.js";
import { createRightsNoticeWriter } from "./postgres-rights-notices.js";
import { createRightsWriter } from "./postgres-rights-writer.js";
import { createScheduleWriter } from "./postgres-schedule-writer.js";
import { createMomentWriter } from "./postgres-moments.js";
import { createRuleStateWriter } from "./postgres-rule-state-writer.js";
import { createTriggerRuleWriter } from "./postgres-trigger-rule-writer.js";
import { createSentEventWriter } from "./postgres-sent-event-writer.js";
import { createTriggerWriter } from "./postgres-trigger-writer.js";
import { createWebhookWriter } from "./postgres-webhooks.js";
import { runInTransaction } from "./run-in-transaction.js";
import { createQuery, type Query } from "./statements.js";

/** Changes as transactions of the ORM. `onAppended` hears when events are appended, and when that transaction is over. */
export function createUnitOfWork(
  orm: MikroORM,
  clock: Clock,
  parts: { readonly keys: AccessKeys; readonly lists: AccessLists; readonly cipher: IdentifierCipher },
  onAppended: (appended: Appended) => void,
): UnitOfWork {
  return {
    async run(change) {
      let appended: Appended | undefined;
      const note = (first: bigint, last: bigint) => {
        appended = {
          phase: "APPENDED",
          first: appended !== undefined && appended.first < first ? appended.first : first,
          last: appended !== undefined && appended.last > last ? appended.last : last,
        };
        onAppended(appended);
      };
      const end = (phase: Appended["phase"]) => {
        if (appended !== undefined) onAppended({ ...appended, phase });
      };
      let newLists: readonly string[] = [];
      try {
        const result = await runInTransaction(orm, async (em) => {
          const query = createQuery(em);
          const entries = createAccessWriter(query, { ...parts, clock });
          const done = await change({
            ...createTransaction(em, query, clock, parts.cipher, note),
            accessLog: entries,
          });
          newLists = await entries.flush();
          return done;
        });
        parts.lists.keep(newLists);
        end("COMMITTED");
        return result;
      } catch (error) {
        end("ROLLED_BACK");
        throw error;
      }
    },
  };
}

function createTransaction(
  em: EntityManager,
  query: Query,
  clock: Clock,
  cipher: IdentifierCipher,
  onAppended: (first: bigint, last: bigint) => void,
): Omit<Transaction, "accessLog"> {
  return {
    identities: createIdentityWriter(query, clock, cipher),
    consents: createConsentWriter(em, query),
    consentDuties: createConsentDutyWriter(query),
    preferences: createPreferencesWriter(query),
    consultations: createConsultationWriter(em, query),
    triggers: createTriggerWriter(em, query),
    triggerRules: createTriggerRuleWriter(query),
    ruleStates: createRuleStateWriter(query),
    moments: createMomentWriter(query),
    webhooks: createWebhookWriter(query),
    idempotency: createIdempotencyWriter(query),
    schedule: createScheduleWriter(query, clock),
    events: createEventWriter(query, onAppended),
    sentEvents: createSentEventWriter({ query, clock, cipher, onAppended }),
    deadLetters: createDeadLetterWriter(query, clock, cipher),
    changePositions: createChangePositionWriter(query),
    reactionPositions: createReactionPositionWriter(query),
    parkedEvents: createParkedEventWriter(query, clock),
    rights: createRightsWriter(em, query),
    rightsNotices: createRightsNoticeWriter(em, query, cipher),
    erasures: createErasureWriter(em, query, cipher),
    personalExports: createPersonalExportWriter(query),
  };
}
