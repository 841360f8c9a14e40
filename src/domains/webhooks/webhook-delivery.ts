// What other systems are told of triggers. That an endpoint is to be told is written in the transaction that raised the
// trigger; what it is told is decided and made when it is told.
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Instant } from "../../shared/instant.js";
import type { Channel } from "../customer/channel.js";
import type { Trigger } from "../triggers/trigger.js";

/** CANCELLED: something spoke against it when it was to be told. DEAD: the endpoint never took it. */
export const WebhookDeliveryStatus = enumOf("PENDING", "DELIVERED", "CANCELLED", "DEAD");
export type WebhookDeliveryStatus = NameOf<typeof WebhookDeliveryStatus>;

/** The steps of a trigger that an endpoint can ask for. That one is held is none: whoever was told judges the hour as well. */
export const ToldStep = enumOf("raised", "claimed", "resolved", "dismissed", "suppressed", "expired");
export type ToldStep = NameOf<typeof ToldStep>;

/** An endpoint as the store knows it. */
export interface KnownEndpoint {
  readonly name: string;
  /** It is told of triggers of these channels; undefined: of all, also of those for the staff. */
  readonly channels?: readonly Channel[] | undefined;
  /** It is told of these steps; undefined: of what is raised. */
  readonly steps?: readonly ToldStep[] | undefined;
}

/** Something that an endpoint is to be told. */
export interface DueDelivery {
  /** Tells a receiver that it has had this already. */
  readonly id: string;
  readonly triggerId: string;
  readonly step: ToldStep;
  /** When the step was. */
  readonly at: Instant;
  /** Whether a message that it was raised may have arrived; null when the endpoint was not to be told of that. */
  readonly wasTold: boolean | null;
  /** This one included. */
  readonly attempts: number;
}

/** How an attempt ended. */
export interface DeliveryEnd {
  readonly status: WebhookDeliveryStatus;
  /** When it is tried again; null unless it is PENDING. */
  readonly retryAt: Instant | null;
  /** HTTP status of the answer; null when there was none. */
  readonly answerStatus: number | null;
  /** Why it did not go, in a word or a sentence without personal data; null when it did. */
  readonly reason: string | null;
  readonly at: Instant;
}

/** Writes inside a transaction. */
export interface WebhookWriter {
  /**
   * Notes for each endpoint that wants such steps of such triggers that it is to be told, in the transaction of the step. Who
   * asks for what is raised hears of the end only of what it was to be told of.
   */
  add(trigger: Pick<Trigger, "id" | "terms">, step: ToldStep, now: Instant): Promise<void>;
  /** Notes that a message leaves, before it does. */
  noteSent(deliveryId: string, now: Instant): Promise<void>;
}

/** How many deliveries of an endpoint stand where. */
export interface EndpointFigures {
  readonly endpoint: string;
  readonly isActive: boolean;
  readonly pausedUntil: Instant | null;
  readonly counts: Readonly<Record<WebhookDeliveryStatus, number>>;
  /** Since when the oldest waits; null when none does. */
  readonly oldestPendingAt: Instant | null;
  /** Why the newest dead one died; null when there is none. */
  readonly lastFailure: string | null;
}

/** The queue, implemented by the store and shared by all processes. */
export interface WebhookQueue {
  /** Makes these the endpoints; what others were still to be told is kept and waits. */
  setEndpoints(endpoints: readonly KnownEndpoint[]): Promise<void>;
  /** Lends an endpoint that is to be told something until `until`: one process at a time tells it, in order. */
  lend(endpoint: string, now: Instant, until: Instant): Promise<boolean>;
  /** Gives it back; with a time, nobody tells it anything before then. */
  giveBack(endpoint: string, pausedUntil: Instant | null): Promise<void>;
  /** The oldest that is due; counts the attempt. */
  takeNext(endpoint: string, now: Instant): Promise<DueDelivery | undefined>;
  finish(id: string, end: DeliveryEnd): Promise<void>;
  listFigures(): Promise<readonly EndpointFigures[]>;
  /** Makes what died wait again, of one endpoint or of all; answers how many. */
  replayDead(endpoint: string | null, now: Instant): Promise<number>;
}
