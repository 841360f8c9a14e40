import type { EntityManager } from "@mikro-orm/postgresql";
import type { ConsentRecord } from "../domains/consent/consent.js";
import type { ConsentWriter } from "../domains/consent/consent-store.js";
import { anyChannel } from "./entities/consent-present.entity.js";
import { ConsentRecordEntity } from "./entities/consent-record.entity.js";
import { fromPostgresText } from "../shared/instant.js";
import { toInstantOrNull } from "./rows.js";
import { lockUntilCommit, type Query } from "./statements.js";

/** The consent writes of one transaction. */
export function createConsentWriter(em: EntityManager, query: Query): ConsentWriter {
  return {
    async lockPresent(customerId, purpose, channel) {
      const key = [customerId, purpose, channel ?? anyChannel];
      await lockUntilCommit(query, "consent", ...key);
      const [row] = await query<ConsentRecord>(
        `select record.id, present.customer_id as "customerId", schema_version as "schemaVersion",
                receipt_id as "receiptId", record.purpose, record.channel, state, lawful_basis as "lawfulBasis",
                privacy_notice as "privacyNotice", notice_version as "noticeVersion", language, jurisdiction,
                collection_method as "collectionMethod", withdrawal_method as "withdrawalMethod", actor,
                on_behalf_of as "onBehalfOf", occurred_at as "occurredAt", valid_until as "validUntil",
                previous_record_id as "previousRecordId"
           from consent_present present join consent_record record on record.id = present.record_id
          where present.customer_id = $1 and present.purpose = $2 and present.channel = $3`,
        key,
      );
      if (row === undefined) return undefined;
      return { ...row, occurredAt: fromPostgresText(row.occurredAt), validUntil: toInstantOrNull(row.validUntil) };
    },
    async append(record) {
      await em.insert(ConsentRecordEntity, { ...record });
      await query(
        `insert into consent_present (customer_id, purpose, channel, record_id) values ($1, $2, $3, $4)
         on conflict (customer_id, purpose, channel) do update set record_id = excluded.record_id`,
        [record.customerId, record.purpose, record.channel ?? anyChannel, record.id],
      );
    },
  };
}
