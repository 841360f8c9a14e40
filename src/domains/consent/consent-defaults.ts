import type { ConsentRecord } from "./consent.js";

/** What a consent record says where the caller says nothing. */
export const consentDefaults = {
  schemaVersion: "ISO/IEC TS 27560:2023",
  /** W3C DPV; GDPR Art. 6(1)(a) and PIPA Art. 15(1)1 mean the same. */
  lawfulBasis: "dpv:Consent",
  /** ISO 3166-1 alpha-2 */
  jurisdiction: "KR",
  night: false,
  evidence: null,
  withdrawalMethod: "At any time and free of charge: app settings, branch or call centre.",
} as const satisfies Partial<ConsentRecord>;

/** The company's own notice of a version, where the caller names none. */
export function toDefaultPrivacyNotice(noticeVersion: string): string {
  return `privacy-notice:${encodeURIComponent(noticeVersion)}`;
}
