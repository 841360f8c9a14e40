// The records of the facets, as every source must give them: text for time and money, null for what is not known.
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Instant, PlainDate } from "../../shared/instant.js";
import type { Money } from "../../shared/money.js";
import type { Channel } from "./channel.js";

/** Who the customer is, as the CRM has it. */
export interface Profile {
  readonly recordId: string;
  readonly displayName: string | null;
  readonly familyName: string | null;
  readonly givenName: string | null;
  readonly birthDate: PlainDate | null;
  readonly gender: string | null;
  readonly email: string | null;
  /** E.164 where the number is valid, otherwise as the source has it. */
  readonly phone: string | null;
  readonly address: Address | null;
  readonly tier: string | null;
  readonly branch: string | null;
  readonly joinedAt: Instant | null;
  /** BCP 47 */
  readonly locale: string | null;
  /** IANA time zone */
  readonly timeZone: string | null;
}

/** A postal address. */
export interface Address {
  /** ISO 3166-1 alpha-2 */
  readonly country: string | null;
  readonly postalCode: string | null;
  readonly locality: string | null;
  readonly street: string | null;
}

/** A product that the customer holds or held. */
export interface ProductHolding {
  readonly recordId: string;
  readonly product: string;
  readonly category: string;
  readonly openedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly balance: Money | null;
}

/** How a marketing contact ended. */
export const ContactResult = enumOf(
  "ACCEPTED",
  "REJECTED",
  "NO_ANSWER",
  "DELIVERED",
  "OPENED",
  "CLICKED",
  "BOUNCED",
);
export type ContactResult = NameOf<typeof ContactResult>;

/** One marketing contact; `attempt` counts from 1 within its campaign. */
export interface ContactAttempt {
  readonly recordId: string;
  readonly campaign: string | null;
  readonly offer: string | null;
  readonly channel: Channel | null;
  readonly attempt: number;
  readonly result: ContactResult;
  readonly occurredAt: Instant;
}

/** Kinds of web event (Segment specification). */
export const WebEventType = enumOf("TRACK", "PAGE", "SCREEN", "IDENTIFY");
export type WebEventType = NameOf<typeof WebEventType>;

/** One event of a website or an app (Segment specification). */
export interface WebEvent {
  readonly recordId: string;
  readonly type: WebEventType;
  readonly name: string;
  readonly occurredAt: Instant;
  readonly sessionId: string | null;
  readonly channel: Channel | null;
  readonly url: string | null;
  readonly referrer: string | null;
  readonly device: string | null;
  readonly locality: string | null;
  readonly product: string | null;
  readonly campaign: string | null;
  readonly properties: Readonly<Record<string, unknown>> | null;
}

/** Seen from the customer's account. */
export const Direction = enumOf("CREDIT", "DEBIT");
export type Direction = NameOf<typeof Direction>;

/** What a transfer is for (after ISO 20022 purpose groups). */
export const TransferCategory = enumOf(
  "SALARY",
  "PENSION",
  "HOUSING",
  "UTILITIES",
  "TAX",
  "EDUCATION",
  "INSURANCE",
  "LOAN",
  "SAVINGS",
  "INVESTMENT",
  "HEALTH",
  "FAMILY",
  "SHOPPING",
  "CASH",
  "FEE",
  "OTHER",
);
export type TransferCategory = NameOf<typeof TransferCategory>;

/** One booking on one account (ISO 20022). */
export interface Transfer {
  readonly recordId: string;
  readonly accountId: string;
  readonly direction: Direction;
  readonly amount: Money;
  readonly counterparty: string | null;
  readonly category: TransferCategory | null;
  readonly standingOrder: boolean;
  readonly memo: string | null;
  readonly channel: Channel | null;
  readonly bookedAt: Instant;
}

/** One conversation between the customer and the company. */
export interface Consultation {
  readonly recordId: string;
  readonly channel: Channel | null;
  readonly agentId: string | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly product: string | null;
  readonly topic: string | null;
  readonly summary: string | null;
  readonly notes: string | null;
  readonly outcome: string | null;
  /** 1 (bad) to 5 (good) */
  readonly satisfaction: number | null;
  /** -1 (negative) to 1 (positive) */
  readonly sentiment: number | null;
  readonly locality: string | null;
}

/** Fits `WebEvent` records; an absent member does not narrow. `since` is included, `until` is not. */
export interface WebEventFilter {
  readonly types?: readonly WebEventType[];
  readonly names?: readonly string[];
  readonly product?: string;
  readonly since?: Instant;
  readonly until?: Instant;
}

/** Fits `Transfer` records; an absent member does not narrow. `since` is included, `until` is not. */
export interface TransferFilter {
  readonly direction?: Direction;
  readonly categories?: readonly TransferCategory[];
  readonly since?: Instant;
  readonly until?: Instant;
}

/** Fits `Consultation` records; an absent member does not narrow. `since` is included, `until` is not. */
export interface ConsultationFilter {
  readonly channels?: readonly Channel[];
  readonly topics?: readonly string[];
  readonly since?: Instant;
  readonly until?: Instant;
}
