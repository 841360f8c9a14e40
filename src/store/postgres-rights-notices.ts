import type { EntityManager } from "@mikro-orm/postgresql";
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import type { IdentityNamespace } from "../domains/identity/identity.js";
import type {
  DueNotice,
  HeldIdentity,
  RightsNotice,
  RightsNoticeQueue,
  RightsNoticeWriter,
} from "../domains/rights/rights-notice.js";
import { fromPostgresText } from "../shared/instant.js";
import { RightsNoticeEntity } from "./entities/rights-notice.entity.js";
import { keepUuids, toInstantOrNull } from "./rows.js";
import type { Query, Read, Statement } from "./statements.js";

/** Under which the body of a notice is sealed. */
const namespace = "RIGHTS_NOTICE";

/** The writes of notices in one transaction. */
export function createRightsNoticeWriter(
  em: EntityManager,
  query: Query,
  cipher: IdentifierCipher,
): RightsNoticeWriter {
  return {
    async listIdentities(customerId) {
      interface Row {
        readonly namespace: IdentityNamespace;
        readonly sealed_value: string;
        readonly source: string;
        readonly is_shared: boolean;
      }
      const rows = await query<Row>(
        `select namespace, sealed_value, source,
                exists (select from identity_link other
                         where other.namespace = link.namespace and other.value_hash = link.value_hash
                           and other.customer_id <> link.customer_id) as is_shared
           from identity_link link where customer_id = $1`,
        [customerId],
      );
      return rows.map((row): HeldIdentity => ({
        namespace: row.namespace,
        value: cipher.decrypt(row.namespace, row.sealed_value),
        source: row.source,
        isShared: row.is_shared,
      }));
    },
    async add(notice, body) {
      await em.insert(RightsNoticeEntity, {
        ...notice,
        payload: body === null ? null : cipher.encrypt(namespace, body),
        nextAttemptAt: body === null ? null : notice.createdAt,
      });
    },
  };
}

// Lent by moving the next attempt ahead: a process that dies with notices needs nobody to clean up after it.
const takeDue: Statement = {
  name: "rights-notices-take",
  text: `update rights_notice set next_attempt_at = $2::timestamptz, attempts = attempts + 1
          where id = any(
            select id from rights_notice where next_attempt_at <= $1::timestamptz
             order by next_attempt_at limit $3 for update skip locked)
          returning id, kind, source, attempts, payload`,
};

const finishOne: Statement = {
  name: "rights-notices-finish",
  text: `update rights_notice set status = $2, answer_status = $3, answered_at = $4, answer = $5::jsonb,
                next_attempt_at = $6::timestamptz, payload = case when $6::timestamptz is null then null else payload end
          where id = $1 and payload is not null`,
};

const byAbout: Statement = {
  name: "rights-notices-by-about",
  text: `select id, kind, about_id, source, status, attempts, answer_status, answered_at::text, answer, created_at::text
           from rights_notice where about_id = any($1::uuid[]) order by source, created_at, id`,
};

type DueRow = [id: string, kind: DueNotice["kind"], source: string, attempts: number, payload: string | null];
type NoticeRow = [
  id: string,
  kind: RightsNotice["kind"],
  aboutId: string,
  source: string,
  status: RightsNotice["status"],
  attempts: number,
  answerStatus: number | null,
  answeredAt: string | null,
  answer: RightsNotice["answer"],
  createdAt: string,
];

/** The queue of notices. */
export function createRightsNoticeQueue(read: Read, cipher: IdentifierCipher): RightsNoticeQueue {
  return {
    async take(now, lentUntil, limit) {
      const rows = await read<DueRow>(takeDue, [now, lentUntil, limit]);
      return rows.flatMap(([id, kind, source, attempts, payload]) =>
        payload === null ? [] : [{ id, kind, source, attempts, body: cipher.decrypt(namespace, payload) }],
      );
    },
    async finish(id, { status, answerStatus, answeredAt, answer, retryAt }) {
      const answered = answer === null ? null : JSON.stringify(answer);
      await read(finishOne, [id, status, answerStatus, answeredAt, answered, retryAt]);
    },
    async loadByAbout(ids) {
      const notices = new Map<string, RightsNotice[]>();
      for (const row of await read<NoticeRow>(byAbout, [keepUuids(ids)])) {
        const notice = toNotice(row);
        notices.set(notice.aboutId, [...(notices.get(notice.aboutId) ?? []), notice]);
      }
      return notices;
    },
  };
}

function toNotice(row: NoticeRow): RightsNotice {
  const [id, kind, aboutId, source, status, attempts, answerStatus, answeredAt, answer, createdAt] = row;
  return {
    id,
    kind,
    aboutId,
    source,
    status,
    attempts,
    answerStatus,
    answeredAt: toInstantOrNull(answeredAt),
    answer,
    createdAt: fromPostgresText(createdAt),
  };
}
