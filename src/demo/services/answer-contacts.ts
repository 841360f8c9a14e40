// The campaign tool of the demo bank, a REST service: whom marketing contacted, and how it ended. Callers fetch a token
// by OAuth 2 client credentials.
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { toAskRows } from "../../sources/kit/ask-rows.js";
import type { SourceAsk } from "../../sources/kit/define-source.js";
import type { PostgresClient } from "../../sources/kit/postgres-client.js";
import { findLatestPosition, scanRows } from "../../sources/kit/scan-rows.js";
import { hasBearer, hasClient } from "./bearer.js";
import { type ContactRow, contactsStatement, contactTable, findContact, toContact } from "./contact-rows.js";
import type { ServiceAnswer, ServiceRequest } from "./json-server.js";

/** Who may ask for tokens. */
export interface ServiceClient {
  readonly id: string;
  readonly secret: string;
}

/** Customers in one search at most. */
const maxAsks = 200;
const tokenSeconds = 600;

const searchSchema = z.object({
  resultCodes: z.array(z.string()),
  asks: z
    .array(
      z.object({
        customerNo: z.string(),
        limit: z.int().min(0).max(1_000),
        /** Only contacts before this one; `inclusive`: and all of its instant. */
        before: z
          .object({ contactedAt: z.string(), contactNo: z.string().nullable(), inclusive: z.boolean() })
          .optional(),
      }),
    )
    .max(maxAsks),
});

/** Makes the service over the CRM's database. */
export function answerContacts(
  client: PostgresClient,
  caller: ServiceClient,
): (request: ServiceRequest) => Promise<ServiceAnswer> {
  const token = randomBytes(24).toString("base64url");
  return async (request) => {
    const { method, url, headers } = request;
    const route = `${method} ${url.pathname}`;
    if (route === "POST /oauth/token") {
      if (!hasClient(headers.authorization, caller.id, caller.secret)) return refusal(401, "invalid_client");
      return { body: { access_token: token, token_type: "Bearer", expires_in: tokenSeconds } };
    }
    if (!hasBearer(headers.authorization, token)) return refusal(401, "invalid_token");
    if (route === "GET /health") return { body: { status: "UP" } };
    if (route === "POST /contacts/search") return search(client, request);
    if (route === "GET /changes") return listChanges(client, request);
    if (route === "GET /changes/latest") {
      return { body: { position: await findLatestPosition(client, contactTable, request) } };
    }
    const [, contactNo] = /^GET \/contacts\/([^/]+)$/.exec(route) ?? [];
    const contact =
      contactNo === undefined ? undefined : await findContact(client, decodeURIComponent(contactNo), request);
    return contact === undefined ? refusal(404, "not_found") : { body: contact };
  };
}

async function search(client: PostgresClient, request: ServiceRequest): Promise<ServiceAnswer> {
  const { data } = searchSchema.safeParse(JSON.parse(request.text));
  if (data === undefined) return refusal(400, "invalid_request");
  const asks = data.asks.map(({ customerNo, limit, before }): SourceAsk<"contacts"> => {
    const after = before && { at: before.contactedAt, id: before.contactNo, inclusive: before.inclusive };
    return { key: { namespace: "CRM_ID", value: customerNo }, page: { limit, ...(after && { after }) } };
  });
  const values = [toAskRows(asks), data.resultCodes];
  const rows = await client.query<ContactRow>(contactsStatement, values, request);
  return { body: { contacts: rows.map((row) => ({ ask: Number(row[0]), ...toContact(row) })) } };
}

async function listChanges(client: PostgresClient, request: ServiceRequest): Promise<ServiceAnswer> {
  const { searchParams } = request.url;
  const limit = Math.min(1_000, Number(searchParams.get("limit")) || 100);
  const after = searchParams.get("after") ?? undefined;
  const part = await scanRows<ContactRow & readonly [string]>(client, contactTable, after, limit, request);
  const next = `/changes?${new URLSearchParams({ after: part.position, limit: String(limit) }).toString()}`;
  return {
    headers: part.isAtEnd ? {} : { link: `<${next}>; rel="next"` },
    body: { contacts: part.rows.map(toContact), position: part.position },
  };
}

function refusal(status: number, error: string): ServiceAnswer {
  return { status, body: { error } };
}
