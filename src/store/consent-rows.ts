import type { ConsentRecord } from "../domains/consent/consent.js";
import { fromPostgresText } from "../shared/instant.js";
import { toInstantOrNull } from "./rows.js";

/** Columns of `consent_record record` behind the number of the ask; `customerId` says whose the record is. */
export function consentColumns(customerId: string): string {
  return `${customerId} as customer_id, record.id, record.schema_version, record.receipt_id, record.purpose,
    record.channel, record.night, record.state, record.lawful_basis, record.privacy_notice, record.notice_version, record.language,
    record.jurisdiction, record.collection_method, record.withdrawal_method, record.actor, record.on_behalf_of,
    record.evidence,
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
  night: boolean,
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
  evidence: string | null,
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
    night: row[7],
    state: row[8],
    lawfulBasis: row[9],
    privacyNotice: row[10],
    noticeVersion: row[11],
    language: row[12],
    jurisdiction: row[13],
    collectionMethod: row[14],
    withdrawalMethod: row[15],
    actor: row[16],
    onBehalfOf: row[17],
    evidence: row[18],
    occurredAt: fromPostgresText(row[19]),
    validUntil: toInstantOrNull(row[20]),
    previousRecordId: row[21],
  };
}
