// What the sources are told when a person's data is to be erased or corrected: sources are never written, so they are asked.
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Instant } from "../../shared/instant.js";
import type { IdentityKey } from "../identity/identity.js";

/** What a notice asks for. */
export const RightsNoticeKind = enumOf("ERASURE", "RECTIFICATION");
export type RightsNoticeKind = NameOf<typeof RightsNoticeKind>;

/** NOT_CONFIGURED: there is no address to send it to, so somebody has to tell the source otherwise. */
export const RightsNoticeStatus = enumOf("PENDING", "CONFIRMED", "FAILED", "NOT_CONFIGURED");
export type RightsNoticeStatus = NameOf<typeof RightsNoticeStatus>;

/** What a source may say: done, or kept and why and until when (a statutory retention). Shortened to what is harmless. */
export interface SourceAnswerToNotice {
  readonly status: "ERASED" | "RETAINED" | "RECTIFIED" | null;
  readonly reason: string | null;
  readonly until: string | null;
}

/** A notice and what became of it. */
export interface RightsNotice {
  readonly id: string;
  readonly kind: RightsNoticeKind;
  /** The erasure or the request that it is about. */
  readonly aboutId: string;
  readonly source: string;
  readonly status: RightsNoticeStatus;
  readonly attempts: number;
  /** HTTP status of the last answer; null when there was none. */
  readonly answerStatus: number | null;
  readonly answeredAt: Instant | null;
  readonly answer: SourceAnswerToNotice | null;
  readonly createdAt: Instant;
}

/** An identity as a source is told it. `shared`: somebody else holds it too, whose data must stay. */
export interface NotifiedIdentity extends IdentityKey {
  readonly shared: boolean;
}

/** A notice that is to be sent, with its body as JSON text. */
export interface DueNotice extends Pick<RightsNotice, "id" | "kind" | "source" | "attempts"> {
  readonly body: string;
}

/** Writes of notices inside the transaction of what they tell. */
export interface RightsNoticeWriter {
  /** `body` null: there is no address, nothing will be sent. It is kept sealed. */
  add(notice: RightsNotice, body: string | null): Promise<void>;
}

/** How a delivery ended. `retryAt` null: it is over. */
export interface DeliveryResult {
  readonly status: RightsNoticeStatus;
  readonly answerStatus: number | null;
  readonly answer: SourceAnswerToNotice | null;
  readonly at: Instant;
  readonly retryAt: Instant | null;
}

/** The queue of notices. */
export interface RightsNoticeQueue {
  /**
   * Takes notices that are due, at most `limit`, and lends them until `lentUntil`: a process that dies with them leaves
   * them to the next one, so a notice is sent at least once.
   */
  take(now: Instant, lentUntil: Instant, limit: number): Promise<readonly DueNotice[]>;
  finish(id: string, result: DeliveryResult): Promise<void>;
  loadByAbout(ids: readonly string[]): Promise<ReadonlyMap<string, readonly RightsNotice[]>>;
}
