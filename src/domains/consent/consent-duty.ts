// What a consent obliges the company to do later: let it end, have it confirmed, tell the person what came of their answer.
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Instant } from "../../shared/instant.js";

/**
 * EXPIRY: the consent ends by itself. RECONFIRMATION: the person must be asked again every two years (정보통신망법
 * 제50조제8항, 시행령 제62조의3). RESULT_NOTICE: the person must be told within 14 days what came of their yes, no or withdrawal
 * (제50조제7항, 시행령 제62조의2).
 */
export const ConsentDutyKind = enumOf("EXPIRY", "RECONFIRMATION", "RESULT_NOTICE");
export type ConsentDutyKind = NameOf<typeof ConsentDutyKind>;

/** OVERDUE is open still: a duty can be done late. */
export const ConsentDutyStatus = enumOf("OPEN", "OVERDUE", "DONE", "CANCELLED");
export type ConsentDutyStatus = NameOf<typeof ConsentDutyStatus>;

/** One duty out of one consent record. */
export interface ConsentDuty {
  readonly id: string;
  readonly customerId: string;
  readonly recordId: string;
  readonly kind: ConsentDutyKind;
  readonly status: ConsentDutyStatus;
  /** The instant before which it must be done; an EXPIRY happens then. */
  readonly dueAt: Instant;
  /** When somebody should begin to act; null for what happens by itself. */
  readonly remindAt: Instant | null;
  /** When the reminder was given. */
  readonly raisedAt: Instant | null;
  readonly closedAt: Instant | null;
  /** Account that did it, or the part of the gateway that closed it. */
  readonly closedBy: string | null;
  /** How the person was told. */
  readonly method: string | null;
  readonly note: string | null;
}
