// Who looked at, changed, exported or erased what of whom, for which purpose: what PIPA's safety measures (Standards for
// Measures to Ensure the Safety of Personal Information, art. 8) and GDPR art. 30 want to be told, one entry a person and answer.
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Instant } from "../../shared/instant.js";
import type { Purpose } from "../consent/consent.js";

/** What was done with a person's data; the later one wins when an answer does several things. */
export const AccessAction = enumOf("SEARCH", "VIEW", "SUBSCRIBE", "CHANGE", "EXPORT", "ERASE");
export type AccessAction = NameOf<typeof AccessAction>;

/** ALLOWED: all that was asked for was shown. MASKED: some of it was masked or withheld. DENIED: nothing personal was shown. */
export const AccessDecision = enumOf("ALLOWED", "MASKED", "DENIED");
export type AccessDecision = NameOf<typeof AccessDecision>;

/** Who gets an answer, and where. */
export interface AccessReader {
  /** Account of the viewer; of the gateway itself `system:<what>`. */
  readonly actor: string;
  readonly roles: readonly string[];
  readonly sourceIp: string;
  readonly application: string | null;
}

/** Who does something, and in which request. */
export interface Access extends AccessReader {
  readonly purpose: Purpose;
  /** Of the answer: each event of a subscription is an answer of its own. */
  readonly requestId: string;
}

/** What is logged of one person in one answer. */
export interface AccessNote extends Access {
  readonly at: Instant;
  /**
   * Stands for the person in the log: random, known only to the customer's row. Erasing the row leaves entries that are
   * whole and tell nobody who it was.
   */
  readonly subjectRef: string;
  readonly action: AccessAction;
  /** Fields that were asked for, as `Type.field`, sorted. */
  readonly fields: readonly string[];
  /** Those of them that were masked or not shown. */
  readonly withheld: readonly string[];
  readonly decision: AccessDecision;
}

/** What is logged of one person in one answer that several get: an entry for each of them, in their order. */
export interface SharedAccessNote extends Omit<AccessNote, keyof AccessReader> {
  readonly readers: readonly AccessReader[];
}

/** An entry of the log. `customerId` is null when the person was erased. */
export interface AccessEntry extends AccessNote {
  readonly id: string;
  readonly customerId: string | null;
}
