// Marketing contacts: searched in batches, fetched one by one by their numbers, followed page by page.
import { z } from "zod";
import type { Channel } from "../../domains/customer/channel.js";
import type { FoundRecord } from "../../domains/customer/facets.js";
import type { ContactResult } from "../../domains/customer/records.js";
import type { AskedRecord, FacetReader, Scan, SourceAsk } from "../kit/define-source.js";
import { findPathSegment } from "../kit/find-path-segment.js";
import type { HttpClient } from "../kit/http-client.js";
import { parseAnswer, parseItem } from "../kit/parse-answer.js";
import { toText } from "../kit/to-text.js";
import type { SourceChange } from "../../domains/ingest/source-change.js";
import type { MisfitChange } from "../kit/source-change.js";

const channels: { readonly [code: string]: Channel } = {
  TM: "CALL",
  EM: "EMAIL",
  SM: "SMS",
  PU: "PUSH",
  KT: "MESSENGER",
  DM: "POST",
  BR: "BRANCH",
};

const results: { readonly [code: string]: ContactResult } = {
  ACPT: "ACCEPTED",
  RJCT: "REJECTED",
  NOAN: "NO_ANSWER",
  DLVR: "DELIVERED",
  OPEN: "OPENED",
  CLCK: "CLICKED",
  BNCE: "BOUNCED",
};

/** What the service takes in one search. */
const maxAsks = 200;

const contactSchema = z.object({
  contactNo: z.string(),
  customerNo: z.string(),
  campaign: z.string().nullable(),
  offer: z.string().nullable(),
  channelCode: z.string().nullable(),
  tryNo: z.number(),
  resultCode: z.string(),
  contactedAt: z.string(),
});
const askedSchema = contactSchema.extend({ ask: z.number() });
const listSchema = z.object({ contacts: z.array(z.unknown()) });
const pageSchema = listSchema.extend({ position: z.string() });
const positionSchema = z.object({ position: z.string() });

type Reader = FacetReader<HttpClient, "contacts">;

/** Contacts of customers. One that ended in a way we have no word for is not asked for: any word of ours would be a lie. */
export const readContacts: Reader["read"] = async (client, asks, options) => {
  const starts = Array.from({ length: Math.ceil(asks.length / maxAsks) }, (_, part) => part * maxAsks);
  const parts = await Promise.all(
    starts.map(async (start) => {
      const search = {
        resultCodes: Object.keys(results),
        asks: asks.slice(start, start + maxAsks).map(toSearched),
      };
      const { contacts } = parseAnswer(listSchema, await client.post("contacts/search", search, options));
      return contacts.map((item) =>
        parseItem(askedSchema, item, ({ ask, ...contact }) =>
          toFound(contact).map(({ record }): AskedRecord<"contacts"> => ({ ask: start + ask, record })),
        ),
      );
    }),
  );
  return parts.flat(2);
};

/** Contacts by their own ids: the service gives them one at a time. */
export const readContactsByIds: Reader["readByIds"] = async (client, contactNos, options) => {
  const segments = contactNos.map(findPathSegment).filter((segment) => segment !== undefined);
  const paths = segments.map((segment) => `contacts/${segment}`);
  const items = await client.getEach(paths, options);
  return items
    .filter((item) => item !== undefined)
    .flatMap((item) => parseItem(contactSchema, item, toFound));
};

/** Contacts in the order in which they were stored. */
export const scanContacts: Scan<HttpClient, SourceChange | MisfitChange> = async (
  client,
  position,
  limit,
  options,
) => {
  const query = new URLSearchParams({
    limit: String(limit),
    ...(position !== undefined && { after: position }),
  });
  const { body, next } = await client.getPage(`changes?${query.toString()}`, options);
  const page = parseAnswer(pageSchema, body);
  const items = page.contacts
    .flatMap((item) => parseItem(contactSchema, item, toFound))
    .map((found): SourceChange | MisfitChange => ({ facet: "contacts", ...found }));
  return { items, position: page.position, isAtEnd: next === undefined };
};

/** The position behind everything that is there. */
export async function findLatestContact(
  client: HttpClient,
  options: Parameters<HttpClient["get"]>[1],
): Promise<string> {
  return parseAnswer(positionSchema, await client.get("changes/latest", options)).position;
}

function toSearched({ key, page: { limit, after } }: SourceAsk<"contacts">): object {
  const before = after && { contactedAt: after.at, contactNo: after.id, inclusive: after.inclusive };
  return { customerNo: key.value, limit, ...(before && { before }) };
}

function toFound(contact: z.infer<typeof contactSchema>): FoundRecord<"contacts">[] {
  const result = results[contact.resultCode];
  if (result === undefined) return [];
  const record = {
    recordId: contact.contactNo,
    campaign: toText(contact.campaign),
    offer: toText(contact.offer),
    channel: channels[contact.channelCode ?? ""] ?? null,
    attempt: contact.tryNo,
    result,
    occurredAt: contact.contactedAt,
  };
  return [{ key: { namespace: "CRM_ID", value: contact.customerNo }, record }];
}
