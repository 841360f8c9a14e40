import { consentDefaults } from "../../src/domains/consent/consent-defaults.js";
import type { ConsentRecord } from "../../src/domains/consent/consent.js";

/** A consent to advertising on every channel, given in the app. */
export function makeConsentRecord(more: Partial<ConsentRecord> = {}): ConsentRecord {
  return {
    ...consentDefaults,
    id: "00000000-0000-4000-8000-000000000002",
    customerId: "00000000-0000-5000-8000-000000000001",
    receiptId: "00000000-0000-4000-8000-000000000003",
    purpose: "MARKETING",
    channel: null,
    state: "GIVEN",
    privacyNotice: "privacy-notice:2026-1",
    noticeVersion: "2026-1",
    language: "ko",
    collectionMethod: "app-settings",
    actor: "agent-7",
    onBehalfOf: null,
    occurredAt: "2026-11-23T01:02:03Z",
    validUntil: null,
    previousRecordId: null,
    ...more,
  };
}
