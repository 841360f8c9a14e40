import type { EntityManager, MikroORM } from "@mikro-orm/postgresql";
import type { AccessKeys } from "../domains/audit/access-chain.js";
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import type { Transaction, UnitOfWork } from "../domains/unit-of-work.js";
import type { Clock } from "../shared/clock.js";
import type { FieldLists } from "./access-field-lists.js";
import { createAccessWriter } from "./postgres-access-writer.js";
import { createConsentDutyWriter } from "./postgres-consent-duty-writer.js";
import { createConsentWriter } from "./postgres-consent-writer.js";
import { createConsultationWriter } from "./postgres-consultation-writer.js";
import { createErasureWriter } from "./postgres-erasure-writer.js";
import { createEventWriter } from "./postgres-event-writer.js";
import { createIdempotencyWriter } from "./postgres-idempotency-writer.js";
import { createIdentityWriter } from "./postgres-identity-writer.js";
import { createChangePositionWriter, createReactionPositionWriter } from "./postgres-positions.js";
import { createPersonalExportWriter } from "./postgres-personal-exports.js";
import { createPreferencesWriter } from "./postgres-preferences-writer.js";
import { createRightsNoticeWriter } from "./postgres-rights-notices.js";
import { createRightsWriter } from "./postgres-rights-writer.js";
import { createScheduleWriter } from "./postgres-schedule-writer.js";
import { createTriggerWriter } from "./postgres-trigger-writer.js";
import { runInTransaction } from "./run-in-transaction.js";
import { createQuery, type Query } from "./statements.js";

/** Changes as transactions of the ORM. `onAppended` hears the lowest cursor when events are appended, and committed. */
export function createUnitOfWork(
  orm: MikroORM,
  clock: Clock,
  parts: { readonly keys: AccessKeys; readonly lists: FieldLists; readonly cipher: IdentifierCipher },
  onAppended: (firstCursor: bigint) => void,
): UnitOfWork {
  return {
    async run(change) {
      let firstCursor: bigint | undefined;
      const note = (cursor: bigint) => {
        if (firstCursor === undefined || cursor < firstCursor) firstCursor = cursor;
        onAppended(firstCursor);
      };
      let newLists: readonly string[] = [];
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
      if (firstCursor !== undefined) onAppended(firstCursor);
      return result;
    },
  };
}

function createTransaction(
  em: EntityManager,
  query: Query,
  clock: Clock,
  cipher: IdentifierCipher,
  onAppended: (cursor: bigint) => void,
): Omit<Transaction, "accessLog"> {
  return {
    identities: createIdentityWriter(query, clock, cipher),
    consents: createConsentWriter(em, query),
    consentDuties: createConsentDutyWriter(query),
    preferences: createPreferencesWriter(query),
    consultations: createConsultationWriter(em, query),
    triggers: createTriggerWriter(em, query),
    idempotency: createIdempotencyWriter(query),
    schedule: createScheduleWriter(query, clock),
    events: createEventWriter(query, onAppended),
    changePositions: createChangePositionWriter(query),
    reactionPositions: createReactionPositionWriter(query),
    rights: createRightsWriter(em, query),
    rightsNotices: createRightsNoticeWriter(em, query, cipher),
    erasures: createErasureWriter(em, query, cipher),
    personalExports: createPersonalExportWriter(query),
  };
}
