// What a person asks of us by right, and the clock of it. Korea's PIPA gives ten days for access (Enforcement Decree art. 41(4)),
// correction and erasure (art. 43(3)) and suspension (art. 44(2)); the GDPR's month (art. 12(3)) is longer, so ten days serve both.
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import { compareInstants, shiftInstant, type Instant } from "../../shared/instant.js";
import type { Purpose } from "../consent/consent.js";

/** What is asked: 열람, 전송, 정정, 삭제, 처리정지, and objection (GDPR art. 21). */
export const RightsRequestKind = enumOf(
  "ACCESS",
  "PORTABILITY",
  "RECTIFICATION",
  "ERASURE",
  "RESTRICTION",
  "OBJECTION",
);
export type RightsRequestKind = NameOf<typeof RightsRequestKind>;

/** Where a request stands. */
export const RightsRequestStatus = enumOf("RECEIVED", "IN_PROGRESS", "FULFILLED", "REFUSED", "CANCELLED");
export type RightsRequestStatus = NameOf<typeof RightsRequestStatus>;

/** How a request can end. */
export const RightsRequestOutcome = enumOf("FULFILLED", "REFUSED", "CANCELLED");
export type RightsRequestOutcome = NameOf<typeof RightsRequestOutcome>;

/** What was done to a request. */
export const RightsStepAction = enumOf(
  "RECORDED",
  "FORWARDED",
  "EXPORTED",
  "EXTENDED",
  "FULFILLED",
  "REFUSED",
  "CANCELLED",
  "LIFTED",
  "WITHDRAWN",
);
export type RightsStepAction = NameOf<typeof RightsStepAction>;

/** One step in the history of a request; append-only. */
export interface RightsStep {
  readonly action: RightsStepAction;
  readonly actor: string;
  readonly at: Instant;
  readonly note: string | null;
}

/** A request. `details` is what the person said, in free text: for privacy officers only. */
export interface RightsRequest {
  readonly id: string;
  readonly customerId: string;
  readonly kind: RightsRequestKind;
  readonly status: RightsRequestStatus;
  /** Only of an objection: the purposes that the person objects to. */
  readonly purposes: readonly Purpose[];
  readonly details: string | null;
  readonly receivedAt: Instant;
  readonly dueAt: Instant;
  readonly extendedUntil: Instant | null;
  readonly extensionReason: string | null;
  readonly resolvedAt: Instant | null;
  readonly steps: readonly RightsStep[];
}

const koreaOffsetMs = 9 * 3_600_000;
const dayMs = 86_400_000;
const days = 10;

/**
 * The last second of the tenth day in Korea. The day of receipt does not count (Civil Act art. 157). Weekends and holidays
 * are not added, though the law would allow it (art. 161): the answer may only be early.
 */
export function toDueAt(receivedAt: Instant): Instant {
  const koreanDay = Math.floor((Date.parse(receivedAt) + koreaOffsetMs) / dayMs);
  return new Date((koreanDay + days + 1) * dayMs - koreaOffsetMs - 1000).toISOString().replace(".000Z", "Z");
}

/** Until when the request is to be answered. */
export function toDeadline(request: Pick<RightsRequest, "dueAt" | "extendedUntil">): Instant {
  return request.extendedUntil ?? request.dueAt;
}

/** Whether a request waits for its end. */
export function isOpen({ status }: Pick<RightsRequest, "status">): boolean {
  return status === "RECEIVED" || status === "IN_PROGRESS";
}

/** Whether a restriction or an objection still holds: asked for, or granted and not taken back since. */
export function isInForce(request: Pick<RightsRequest, "kind" | "status" | "steps">): boolean {
  if (!takesEffect(request.kind)) return false;
  if (isOpen(request)) return true;
  const isTakenBack = request.steps.some(({ action }) => action === "LIFTED" || action === "WITHDRAWN");
  return request.status === "FULFILLED" && !isTakenBack;
}

/** Whether a request of this kind holds from the moment it is recorded. */
export function takesEffect(kind: RightsRequestKind): boolean {
  return kind === "RESTRICTION" || kind === "OBJECTION";
}

/** Whether an open request has passed its deadline. */
export function isOverdue(
  request: Pick<RightsRequest, "status" | "dueAt" | "extendedUntil">,
  now: Date,
): boolean {
  return isOpen(request) && Date.parse(toDeadline(request)) < now.getTime();
}

/** Access may be postponed with a reason (PIPA art. 35(3) and (4)); for the other rights the law knows no extension. */
const extendable: readonly RightsRequestKind[] = ["ACCESS", "PORTABILITY"];

/** The month and the two further months of GDPR art. 12(3), of which the shortest three have 89 days. */
const longestMs = 89 * dayMs;

/** Why an extension to `until` is not possible; undefined when it is. */
export function findExtensionFault(
  request: Pick<RightsRequest, "kind" | "receivedAt" | "dueAt" | "extendedUntil">,
  until: Instant,
): string | undefined {
  if (!extendable.includes(request.kind)) return "The law gives no longer time for this right.";
  if (request.extendedUntil !== null) return "The time was extended before.";
  if (compareInstants(until, request.dueAt) <= 0) return "It is not after the present deadline.";
  if (compareInstants(until, shiftInstant(request.receivedAt, longestMs)) > 0)
    return "It is later than three months after the receipt.";
  return undefined;
}
