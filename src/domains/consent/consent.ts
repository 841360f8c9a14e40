// Consent as ISO/IEC TS 27560 records it, with the states of the W3C Data Privacy Vocabulary (dpv:ConsentStatus).
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Instant } from "../../shared/instant.js";
import type { Channel } from "../customer/channel.js";

/** Why data is used. */
export const Purpose = enumOf("SERVICE", "MARKETING", "ANALYTICS", "LEGAL");
export type Purpose = NameOf<typeof Purpose>;

/** dpv:ConsentStatus. */
export const ConsentState = enumOf(
  "REQUESTED",
  "DEFERRED",
  "GIVEN",
  "RENEWED",
  "REFUSED",
  "WITHDRAWN",
  "REVOKED",
  "EXPIRED",
  "INVALIDATED",
  "UNKNOWN",
);
export type ConsentState = NameOf<typeof ConsentState>;

/** One entry of the append-only consent history. */
export interface ConsentRecord {
  readonly id: string;
  readonly customerId: string;
  readonly schemaVersion: string;
  readonly receiptId: string;
  readonly purpose: Purpose;
  /** Null: the consent holds for the purpose whatever the channel. */
  readonly channel: Channel | null;
  /**
   * Whether it is about contact at night only (정보통신망법 제50조제3항: 21:00 to 08:00), which needs a consent of its own: a
   * state beside that of the day, with a history of its own.
   */
  readonly night: boolean;
  readonly state: ConsentState;
  readonly lawfulBasis: string;
  readonly privacyNotice: string;
  readonly noticeVersion: string;
  readonly language: string;
  readonly jurisdiction: string;
  readonly collectionMethod: string;
  readonly withdrawalMethod: string;
  readonly actor: string;
  readonly onBehalfOf: string | null;
  /** Where the proof is kept: number of a signed form, id of a call's recording. Null when nobody said. */
  readonly evidence: string | null;
  readonly occurredAt: Instant;
  readonly validUntil: Instant | null;
  readonly previousRecordId: string | null;
}

/** Only these states are valid for processing (dpv:ConsentStatusValidForProcessing), and only until the record ends. */
export function isValidForProcessing(record: Pick<ConsentRecord, "state" | "validUntil">, at: Date): boolean {
  if (record.state !== "GIVEN" && record.state !== "RENEWED") return false;
  return record.validUntil === null || Date.parse(record.validUntil) > at.getTime();
}

/** The state at a time: a valid consent whose time is over reads EXPIRED. */
export function toPresentState(record: Pick<ConsentRecord, "state" | "validUntil">, at: Date): ConsentState {
  const wasValid = record.state === "GIVEN" || record.state === "RENEWED";
  return wasValid && !isValidForProcessing(record, at) ? "EXPIRED" : record.state;
}

const closed: readonly ConsentState[] = [
  "REQUESTED",
  "DEFERRED",
  "GIVEN",
  "REFUSED",
  "INVALIDATED",
  "UNKNOWN",
];

/**
 * Which states may follow which (DPV consent status transitions). Without a record everything may follow that does not
 * presuppose a consent: one cannot withdraw, renew or let expire what was never given.
 */
const followers: { readonly [State in ConsentState | "NONE"]: readonly ConsentState[] } = {
  NONE: closed,
  UNKNOWN: [...closed, "WITHDRAWN", "REVOKED"],
  REQUESTED: ["REQUESTED", "DEFERRED", "GIVEN", "REFUSED", "INVALIDATED", "UNKNOWN"],
  DEFERRED: ["REQUESTED", "DEFERRED", "GIVEN", "REFUSED", "INVALIDATED", "UNKNOWN"],
  GIVEN: ["GIVEN", "RENEWED", "WITHDRAWN", "REVOKED", "EXPIRED", "INVALIDATED"],
  RENEWED: ["GIVEN", "RENEWED", "WITHDRAWN", "REVOKED", "EXPIRED", "INVALIDATED"],
  REFUSED: ["REQUESTED", "DEFERRED", "GIVEN", "REFUSED", "INVALIDATED"],
  WITHDRAWN: ["REQUESTED", "DEFERRED", "GIVEN", "REFUSED", "WITHDRAWN", "INVALIDATED"],
  REVOKED: ["REQUESTED", "DEFERRED", "GIVEN", "REFUSED", "REVOKED", "INVALIDATED"],
  EXPIRED: ["REQUESTED", "DEFERRED", "GIVEN", "RENEWED", "REFUSED", "WITHDRAWN", "REVOKED", "INVALIDATED"],
  INVALIDATED: ["REQUESTED", "DEFERRED", "GIVEN", "REFUSED"],
};

/** Whether `next` may follow `current`; `undefined` stands for no record yet. */
export function canFollow(current: ConsentState | undefined, next: ConsentState): boolean {
  return followers[current ?? "NONE"].includes(next);
}
