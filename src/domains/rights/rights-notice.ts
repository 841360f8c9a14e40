// What the sources are told when a person's data is to be erased or corrected: sources are never written, so they are asked.
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Instant } from "../../shared/instant.js";
import type { IdentityKey, IdentityNamespace } from "../identity/identity.js";

/** What a notice asks for. */
export const RightsNoticeKind = enumOf("ERASURE", "RECTIFICATION");
export type RightsNoticeKind = NameOf<typeof RightsNoticeKind>;

/** NOT_CONFIGURED: there is no address to send it to, so somebody has to tell the source otherwise. */
export const RightsNoticeStatus = enumOf("PENDING", "CONFIRMED", "FAILED", "NOT_CONFIGURED");
export type RightsNoticeStatus = NameOf<typeof RightsNoticeStatus>;

/** What a source may say: done, or kept and why and until when (a statutory retention). */
export interface SourceAnswerToNotice {
  readonly status: "ERASED" | "RETAINED" | "RECTIFIED" | "REFUSED" | null;
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
  /** When the last attempt ended. */
  readonly answeredAt: Instant | null;
  readonly answer: SourceAnswerToNotice | null;
  readonly createdAt: Instant;
}

/** A source as notices know it: under which namespaces it finds people, and whether it has an address. */
export interface NoticedSource {
  readonly name: string;
  readonly namespaces: readonly IdentityNamespace[];
  readonly hasAddress: boolean;
}

/** An identity of a person, who reported it, and whether somebody else holds it too, whose data must stay. */
export interface HeldIdentity extends IdentityKey {
  readonly source: string;
  readonly isShared: boolean;
}

/** A notice that is to be sent, with its body as JSON text. */
export interface DueNotice extends Pick<RightsNotice, "id" | "kind" | "source" | "attempts"> {
  readonly body: string;
}

/** Writes of notices inside the transaction of what they tell. */
export interface RightsNoticeWriter {
  /** Identities of a customer, as far as they can be read. */
  listIdentities(customerId: string): Promise<readonly HeldIdentity[]>;
  /** `body` null: there is no address, nothing will be sent. It is kept sealed until it is not needed any more. */
  add(notice: RightsNotice, body: string | null): Promise<void>;
}

/** How a delivery ended. `retryAt` null: it is over, and the body is forgotten. */
export interface DeliveryResult extends Pick<
  RightsNotice,
  "status" | "answerStatus" | "answeredAt" | "answer"
> {
  readonly retryAt: Instant | null;
}

/** The queue of notices, implemented by the store. */
export interface RightsNoticeQueue {
  /**
   * Takes notices that are due, at most `limit`, and lends them until `lentUntil`: a process that dies with them leaves
   * them to the next one, so a notice is sent at least once.
   */
  take(now: Instant, lentUntil: Instant, limit: number): Promise<readonly DueNotice[]>;
  finish(id: string, result: DeliveryResult): Promise<void>;
  /** Notices about erasures or requests, each in the order of its sources. */
  loadByAbout(ids: readonly string[]): Promise<ReadonlyMap<string, readonly RightsNotice[]>>;
}
