import type { ConsentRecord } from "../domains/consent/consent.js";
import { fromPostgresText } from "../shared/instant.js";
import { toInstantOrNull } from "./rows.js";

/** Columns of `consent_record record` behind the number of the ask; `customerId` says whose the record is. */
export function consentColumns(customerId: string): string {
  return `${customerId} as customer_id, record.id, record.schema_version, record.receipt_id, record.purpose,
    record.channel, record.state, record.lawful_basis, record.privacy_notice, record.notice_version, record.language,
    record.jurisdiction, record.collection_method, record.withdrawal_method, record.actor, record.on_behalf_of,
    record.occurred_at, record.valid_until, record.previous_record_id`;
}

/** A row of `consentColumns`. */
export type ConsentRow = [
  ask: number,
  customerId: string,
  id: string,
  schemaVersion: string,
  receiptId: string,
  purpose: ConsentRecord["purpose"],
  channel: ConsentRecord["channel"],
  state: ConsentRecord["state"],
  lawfulBasis: string,
  privacyNotice: string,
  noticeVersion: string,
  language: string,
  jurisdiction: string,
  collectionMethod: string,
  withdrawalMethod: string,
  actor: string,
  onBehalfOf: string | null,
  occurredAt: string,
  validUntil: string | null,
  previousRecordId: string | null,
];

/** A row as a record. */
export function toConsentRecord(row: ConsentRow): ConsentRecord {
  return {
    customerId: row[1],
    id: row[2],
    schemaVersion: row[3],
    receiptId: row[4],
    purpose: row[5],
    channel: row[6],
    state: row[7],
    lawfulBasis: row[8],
    privacyNotice: row[9],
    noticeVersion: row[10],
    language: row[11],
    jurisdiction: row[12],
    collectionMethod: row[13],
    withdrawalMethod: row[14],
    actor: row[15],
    onBehalfOf: row[16],
    occurredAt: fromPostgresText(row[17]),
    validUntil: toInstantOrNull(row[18]),
    previousRecordId: row[19],
  };
}
