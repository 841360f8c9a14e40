// A gateway with write keys, and what tests of its doors for events do with it.
import { showcase } from "../../src/demo/bank/showcase.js";
import { runSql } from "../harness/databases.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type TestApp, type TestAppOptions } from "../harness/test-app.js";

/** The keys: of a page, and of one of the company's own systems. */
export const pageKey = "page-write-key-0001";
export const serverKey = "server-write-key-0001";

/** An answer as it came. */
export interface DoorAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A gateway that is sent events. */
export interface Doors extends TestApp {
  /** Posts to a path with the page's key, unless the headers say otherwise. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<DoorAnswer>;
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Names of the latest web events of 김민준, newest first. */
  listVisits(first?: number): Promise<readonly { name: string; occurredAt: string }[]>;
}

/** Basic authentication with a write key. */
export function toBasic(key: string): string {
  return `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
}

/** Starts one. */
export async function startDoors(options: TestAppOptions = {}): Promise<Doors> {
  const app = await startTestApp({
    isFollowing: false,
    writeKeys: [
      { key: pageKey, source: "shop-web", isTrusted: false },
      { key: serverKey, source: "core", isTrusted: true },
    ],
    ...options,
  });
  return {
    ...app,
    async post(path, body, headers = {}) {
      const isRaw = typeof body === "string" || body instanceof Uint8Array;
      const response = await fetch(`${app.url}${path}`, {
        method: "POST",
        body: isRaw ? (body as BodyInit) : JSON.stringify(body),
        headers: { authorization: toBasic(pageKey), "content-type": "application/json", ...headers },
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    },
    sql: async <Row extends object>(text: string, values?: readonly unknown[]) =>
      (await runSql(app.bank.urls.gateway, text, values)) as readonly Row[],
    async listVisits(first = 1) {
      const { data } = await app.ask(
        `query ($id: ID!, $first: Int!) {
           customer(id: $id) { webEvents(first: $first) { edges { node { name occurredAt } } } } }`,
        { id: toCustomerId("minjun"), first },
      );
      const { customer } = data as unknown as {
        customer: { webEvents: { edges: { node: { name: string; occurredAt: string } }[] } };
      };
      return customer.webEvents.edges.map(({ node }) => node);
    },
  };
}

/** The login of 김민준, who is a customer of the bank. */
export const { login } = showcase.minjun;
