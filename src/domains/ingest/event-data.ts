// The `data` of every type of event. These schemas are what is checked and what docs/events.md is made of; members that no
// schema names are left out. What is null or absent is not known.
import { z } from "zod";
import { Channel } from "../customer/channel.js";
import { ContactResult, Direction, TransferCategory } from "../customer/records.js";
import type { SentEventType } from "./sent-event.js";

function text(maxLength: number, description: string) {
  return z.string().max(maxLength).nullish().describe(description);
}

function time(description: string) {
  return z.string().max(40).nullish().describe(`RFC 3339 date-time: ${description}`);
}

const recordId = z
  .string()
  .min(1)
  .max(200)
  .refine((id) => !id.startsWith("own."))
  .nullish()
  .describe(
    "The record's id in the system that it comes from. Later events with it tell more of the same record; a record that a source has under this id is shown once.",
  );
const channel = z.enum(Channel).nullish().describe("Where customer and company met.");
const product = text(200, "Product it was about.");
const locality = text(200, "Town or region.");

const web = {
  name: text(200, "What happened; needed for web.track."),
  sessionId: text(200, "Session it belongs to."),
  channel,
  url: text(4_000, "Address of the page."),
  referrer: text(4_000, "Page that led there."),
  device: text(200, "Kind of device."),
  locality,
  product,
  campaign: text(200, "Campaign that led there."),
  properties: z.record(z.string(), z.unknown()).nullish().describe("Everything else, as it is."),
  anonymousId: text(320, "ANONYMOUS_ID of the visitor; linked to the person of a LOGIN_ID or CRM_ID."),
  deviceId: text(320, "DEVICE_ID; linked as anonymousId is."),
};

const identify = {
  ...web,
  loginId: text(320, "LOGIN_ID of the person."),
  crmId: text(320, "CRM_ID of the person."),
  email: text(320, "EMAIL of the person, not verified."),
  phone: text(320, "PHONE of the person, not verified."),
};

const money = z.object({
  amount: z
    .string()
    .max(40)
    .regex(/^-?\d+(?:\.\d+)?$/)
    .describe("Exact decimal."),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe("ISO 4217."),
});

const consultation = {
  id: recordId,
  channel,
  agentId: text(200, "Who spoke for the company."),
  startedAt: time("when it began; the event's time for consultation.started."),
  endedAt: time("when it ended; the event's time for consultation.ended."),
  product,
  topic: text(200, "What it was about."),
  summary: text(2_000, "One or two sentences."),
  notes: text(20_000, "The agent's notes."),
  outcome: text(500, "How it ended."),
  satisfaction: z.int().min(1).max(5).nullish().describe("The customer's mark, 1 (bad) to 5 (good)."),
  sentiment: z.number().min(-1).max(1).nullish().describe("-1 (negative) to 1 (positive)."),
  locality,
};

/** The schema of `data`, by type. */
export const eventDataSchemas = {
  "web.track": z.object({
    ...web,
    name: z
      .string()
      .min(1)
      .max(200)
      .describe(web.name.description ?? ""),
  }),
  "web.page": z.object(web),
  "web.screen": z.object(web),
  "web.identify": z.object(identify),
  "transfer.booked": z.object({
    id: recordId,
    accountId: text(320, "The account; the subject's where that is an ACCOUNT_ID."),
    direction: z.enum(Direction).describe("Seen from the account."),
    amount: money.describe("What was booked."),
    counterparty: text(500, "Who is on the other side."),
    category: z.enum(TransferCategory).nullish().describe("What it is for."),
    standingOrder: z.boolean().nullish().describe("Whether it is booked by a standing order; no by default."),
    memo: text(500, "Text of the booking."),
    channel,
    bookedAt: time("when it was booked; the event's time by default."),
  }),
  "consultation.started": z.object(consultation),
  "consultation.ended": z.object(consultation),
  "contact.attempted": z.object({
    id: recordId,
    campaign: text(200, "Campaign."),
    offer: text(200, "What was offered."),
    channel,
    attempt: z.int().min(1).max(10_000).nullish().describe("Number within the campaign; 1 by default."),
    result: z.enum(ContactResult).describe("How it ended."),
    occurredAt: time("when it was made; the event's time by default."),
  }),
  "profile.changed": z.object({
    fields: z.array(z.string().max(100)).max(100).nullish().describe("Names of the members that changed."),
  }),
} as const satisfies { readonly [T in SentEventType]: z.ZodObject };

/** `data` of a type, checked. */
export type EventData<T extends SentEventType> = z.infer<(typeof eventDataSchemas)[T]>;
