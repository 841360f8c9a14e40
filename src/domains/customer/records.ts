// The records of the facets, as every source must give them: text for time and money, null for what is not known. Each is
// declared once, as a schema: its type is derived from it, and what a source answers is checked against it.
import { z } from "zod";
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Instant } from "../../shared/instant.js";
import { Channel } from "./channel.js";

/** The id of a record in its source. */
const recordId = z.string().min(1);
const text = z.string().nullable();
const channel = z.enum(Channel).nullable();
/** RFC 3339 date-time in UTC, ending in `Z`. */
const instant = z.string().regex(/^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(?:\.\d{1,9})?Z$/);
/** RFC 3339 full-date. */
const plainDate = z.string().regex(/^\d{4}-[01]\d-[0-3]\d$/);
/** Exact: decimal text and an ISO 4217 code. */
const money = z
  .object({ amount: z.string().regex(/^-?\d+(?:\.\d+)?$/), currency: z.string().regex(/^[A-Z]{3}$/) })
  .readonly();

/** Properties are the event's own: nothing is known of them, and looking at each would cost more than all other fields. */
function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A postal address. */
const address = z
  .object({
    /** ISO 3166-1 alpha-2 */
    country: text,
    postalCode: text,
    locality: text,
    street: text,
  })
  .readonly();
export type Address = z.infer<typeof address>;

/** Who the customer is, as the CRM has it. */
export const profileSchema = z
  .object({
    recordId,
    displayName: text,
    familyName: text,
    givenName: text,
    birthDate: plainDate.nullable(),
    gender: text,
    email: text,
    /** E.164 where the number is valid, otherwise as the source has it. */
    phone: text,
    address: address.nullable(),
    tier: text,
    branch: text,
    joinedAt: instant.nullable(),
    /** BCP 47 */
    locale: text,
    /** IANA time zone */
    timeZone: text,
  })
  .readonly();
export type Profile = z.infer<typeof profileSchema>;

/** A product that the customer holds or held. */
export const productHoldingSchema = z
  .object({
    recordId,
    product: z.string(),
    category: z.string(),
    openedAt: instant.nullable(),
    closedAt: instant.nullable(),
    balance: money.nullable(),
  })
  .readonly();
export type ProductHolding = z.infer<typeof productHoldingSchema>;

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
export const contactAttemptSchema = z
  .object({
    recordId,
    campaign: text,
    offer: text,
    channel,
    attempt: z.int(),
    result: z.enum(ContactResult),
    occurredAt: instant,
  })
  .readonly();
export type ContactAttempt = z.infer<typeof contactAttemptSchema>;

/** Kinds of web event (Segment specification). */
export const WebEventType = enumOf("TRACK", "PAGE", "SCREEN", "IDENTIFY");
export type WebEventType = NameOf<typeof WebEventType>;

/** One event of a website or an app (Segment specification). */
export const webEventSchema = z
  .object({
    recordId,
    type: z.enum(WebEventType),
    name: z.string(),
    occurredAt: instant,
    sessionId: text,
    channel,
    url: text,
    referrer: text,
    device: text,
    locality: text,
    product: text,
    campaign: text,
    properties: z.custom<Readonly<Record<string, unknown>>>(isObject).nullable(),
  })
  .readonly();
export type WebEvent = z.infer<typeof webEventSchema>;

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
export const transferSchema = z
  .object({
    recordId,
    accountId: z.string(),
    direction: z.enum(Direction),
    amount: money,
    counterparty: text,
    category: z.enum(TransferCategory).nullable(),
    standingOrder: z.boolean(),
    memo: text,
    channel,
    bookedAt: instant,
  })
  .readonly();
export type Transfer = z.infer<typeof transferSchema>;

/** One conversation between the customer and the company. */
export const consultationSchema = z
  .object({
    recordId,
    channel,
    agentId: text,
    startedAt: instant,
    endedAt: instant.nullable(),
    product: text,
    topic: text,
    summary: text,
    notes: text,
    outcome: text,
    /** 1 (bad) to 5 (good) */
    satisfaction: z.number().min(1).max(5).nullable(),
    /** -1 (negative) to 1 (positive) */
    sentiment: z.number().min(-1).max(1).nullable(),
    locality: text,
  })
  .readonly();
export type Consultation = z.infer<typeof consultationSchema>;

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
