import type { EntityManager } from "@mikro-orm/postgresql";
import type { ConsentRecord } from "../domains/consent/consent.js";
import type { ConsentWriter } from "../domains/consent/consent-store.js";
import { anyChannel } from "./entities/consent-present.entity.js";
import { ConsentRecordEntity } from "./entities/consent-record.entity.js";
import { fromPostgresText } from "../shared/instant.js";
import { toInstantOrNull } from "./rows.js";
import { lockUntilCommit, type Query } from "./statements.js";

/** Columns of `consent_record record` by the names of the record's members. */
export const recordColumns = `record.id, record.schema_version as "schemaVersion", record.receipt_id as "receiptId", record.purpose,
  record.channel, record.night, record.state, record.lawful_basis as "lawfulBasis", record.privacy_notice as "privacyNotice",
  record.notice_version as "noticeVersion", record.language, record.jurisdiction,
  record.collection_method as "collectionMethod", record.withdrawal_method as "withdrawalMethod", record.actor,
  record.on_behalf_of as "onBehalfOf", record.evidence, record.occurred_at as "occurredAt", record.valid_until as "validUntil",
  record.previous_record_id as "previousRecordId"`;

/** The consent writes of one transaction. */
export function createConsentWriter(em: EntityManager, query: Query): ConsentWriter {
  return {
    async lockPresent(customerId, purpose, channel, night = false) {
      const key = [customerId, purpose, channel ?? anyChannel];
      await lockUntilCommit(query, "consent", ...key, night ? "night" : "day");
      const [row] = await query<ConsentRecord>(
        `select present.customer_id as "customerId", ${recordColumns}
           from consent_present present join consent_record record on record.id = present.record_id
          where present.customer_id = $1 and present.purpose = $2 and present.channel = $3
            and present.night = $4`,
        [...key, night],
      );
      return row && toRecord(row);
    },
    async listPresent(customerId, purpose, night) {
      const rows = await query<ConsentRecord>(
        `select present.customer_id as "customerId", ${recordColumns}
           from consent_present present join consent_record record on record.id = present.record_id
          where present.customer_id = $1 and present.purpose = $2 and present.night = $3`,
        [customerId, purpose, night],
      );
      return rows.map(toRecord);
    },
    async append(record) {
      await em.insert(ConsentRecordEntity, { ...record });
      await query(
        `insert into consent_present (customer_id, purpose, channel, night, record_id) values ($1, $2, $3, $4, $5)
         on conflict (customer_id, purpose, channel, night) do update set record_id = excluded.record_id`,
        [record.customerId, record.purpose, record.channel ?? anyChannel, record.night, record.id],
      );
    },
    async find(id) {
      const [row] = await query<ConsentRecord>(
        `select customer_id as "customerId", ${recordColumns} from consent_record record where record.id = $1`,
        [id],
      );
      return row && toRecord(row);
    },
  };
}

/** A row of `recordColumns` with its `customerId`, as a record. */
export function toRecord(row: ConsentRecord): ConsentRecord {
  return {
    ...row,
    occurredAt: fromPostgresText(row.occurredAt),
    validUntil: toInstantOrNull(row.validUntil),
  };
}
