import type { Client } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import type { Authenticator } from "../../src/security/authenticate.js";
import { GatewayError } from "../../src/shared/errors.js";
import { openRawSocket } from "./raw-socket.js";
import { startDemoTransport, type DemoTransport } from "./start-demo-transport.js";

let demo: DemoTransport;
let authorization: string;

beforeAll(async () => {
  demo = await startDemoTransport({ settings: { socket: { initTimeoutMs: 100, maxInFlight: 20 } } });
  authorization = `Bearer ${await demo.token()}`;
});
afterAll(() => demo[Symbol.asyncDispose]());

const viewerQuery = "{ viewer { id purpose } }";
const viewer = { data: { viewer: { id: "agent-7", purpose: "SERVICE" } } };

/** All results of an operation, and the errors that ended it. */
async function collect(client: Client, query: string, variables?: Record<string, unknown>) {
  const results: unknown[] = [];
  let errors: unknown;
  try {
    for await (const result of client.iterate({ query, ...(variables === undefined ? {} : { variables }) }))
      results.push(result);
  } catch (error) {
    errors = error;
  }
  return { results, errors };
}

/** How the server closes a socket that was opened with these parameters. */
async function closeOf(params: Record<string, unknown> | undefined, by = demo, protocol?: string) {
  return (await openRawSocket(by.socketUrl, params, {}, protocol)).closed;
}

describe("a connection", () => {
  test.each<[string, (token: string) => Record<string, unknown>]>([
    ["authorization", (token) => ({ authorization: `Bearer ${token}` })],
    ["Authorization", (token) => ({ Authorization: `Bearer ${token}` })],
    ["token", (token) => ({ token })],
    ["token and purpose", (token) => ({ token, purpose: "SERVICE" })],
  ])("is opened by connection_init with %s", async (_case, toParams) => {
    const client = demo.connect(toParams(await demo.token()));
    expect(await collect(client, viewerQuery)).toEqual({ results: [viewer], errors: undefined });
  });

  test("is opened by the headers of its upgrade request", async () => {
    const token = await demo.token({ purposes: ["SERVICE", "LEGAL"] });
    const headers = { authorization: `Bearer ${token}`, "x-purpose": "LEGAL" };
    const raw = await openRawSocket(demo.socketUrl, {}, { headers });
    await vi.waitFor(() => expect(raw.received).toEqual([{ type: "connection_ack" }]));
    raw.send({ type: "subscribe", id: "1", payload: { query: viewerQuery } });
    await vi.waitFor(() => expect(raw.received).toHaveLength(3));
    expect(raw.received[1]?.payload).toEqual({ data: { viewer: { id: "agent-7", purpose: "LEGAL" } } });
    raw.socket.close();
  });

  test.each<[string, () => Promise<Record<string, unknown>> | Record<string, unknown>, string]>([
    ["no token", () => ({}), "UNAUTHENTICATED"],
    ["a broken token", () => ({ authorization: "Bearer x.y.z" }), "UNAUTHENTICATED"],
    ["a token that is no text", () => ({ authorization: { a: 1 }, token: 7 }), "UNAUTHENTICATED"],
    [
      "an expired token",
      async () => ({ token: await demo.token({ exp: Date.now() / 1_000 - 1 }) }),
      "UNAUTHENTICATED",
    ],
    [
      "a foreign token",
      async () => ({ token: await demo.token({ iss: "https://evil.example" }) }),
      "UNAUTHENTICATED",
    ],
    [
      "no purpose",
      async () => ({ token: await demo.token({ purposes: ["SERVICE", "LEGAL"] }) }),
      "PURPOSE_REQUIRED",
    ],
    ["an unknown purpose", () => ({ authorization, purpose: "GOSSIP" }), "INVALID_ARGUMENT"],
    ["a purpose that is no text", () => ({ authorization, purpose: 7 }), "INVALID_ARGUMENT"],
    ["a purpose beyond the token", () => ({ authorization, purpose: "MARKETING" }), "FORBIDDEN"],
  ])("with %s is closed with 4403 and the reason", async (_case, toParams, code) => {
    const { code: closeCode, reason } = await closeOf(await toParams());
    expect(closeCode).toBe(4403);
    expect(reason).toContain(code);
  });

  test("that never says who it is is closed with 4408, one that asks before it has said so with 4401", async () => {
    expect((await closeOf(undefined)).code).toBe(4408);
    const raw = await openRawSocket(demo.socketUrl);
    raw.send({ type: "subscribe", id: "1", payload: { query: viewerQuery } });
    expect((await raw.closed).code).toBe(4401);
    expect(raw.received).toEqual([]);
  });

  test("that speaks another protocol is closed with 4406, and another path has no socket", async () => {
    const refused = new WebSocket(demo.socketUrl, "graphql-ws");
    refused.on("error", () => undefined);
    const code = await new Promise((resolve) => refused.once("close", resolve));
    // The client refuses a server that chose none of its protocols; the server would say 4406.
    expect([1006, 4406]).toContain(code);
    const elsewhere = new WebSocket(demo.socketUrl.replace("/graphql", "/other"), "graphql-transport-ws");
    const error = await new Promise<Error>((resolve) => elsewhere.once("error", resolve));
    expect(error.message).toContain("404");
  });

  test("is told to try again later when the issuer of the tokens is down", async () => {
    const authenticator: Authenticator = {
      authenticate: () => Promise.reject(new GatewayError("IDENTITY_PROVIDER_UNAVAILABLE", "Down.")),
    };
    await using sick = await startDemoTransport({ authenticator });
    expect((await closeOf({}, sick)).code).toBe(1013);
  });

  test("is closed with 1009 for a message beyond the limit, with 4400 for one that is no message", async () => {
    const long = await openRawSocket(demo.socketUrl, { authorization });
    long.socket.send("x".repeat(1_048_577));
    expect((await long.closed).code).toBe(1009);
    for (const text of ["{", "7", '{"type":"next","id":"1","payload":{}}']) {
      const odd = await openRawSocket(demo.socketUrl, { authorization });
      odd.socket.send(text);
      expect((await odd.closed).code).toBe(4400);
    }
  });

  test("is closed with 1008 when it keeps more operations open than allowed", async () => {
    const raw = await openRawSocket(demo.socketUrl, { authorization });
    await vi.waitFor(() => expect(raw.received).toHaveLength(1));
    for (let id = 0; id <= 20; id++) {
      raw.send({ type: "subscribe", id: String(id), payload: { query: "subscription { silence }" } });
    }
    expect((await raw.closed).code).toBe(1008);
    await vi.waitFor(() => expect(demo.handler.running).toBe(0));
  });
});

describe("an operation", () => {
  test("is a query, a mutation, or a subscription with all its events in order", async () => {
    const client = demo.connect({ authorization });
    expect((await collect(client, viewerQuery)).results).toEqual([viewer]);
    expect((await collect(client, 'mutation { note(text: "x") }')).results).toEqual([
      { data: { note: "x" } },
    ]);
    const ticks = await collect(client, "subscription T($n: Int!) { ticks(count: $n) }", { n: 3 });
    expect(ticks.results).toEqual([{ data: { ticks: 0 } }, { data: { ticks: 1 } }, { data: { ticks: 2 } }]);
  });

  test.each([
    ["a syntax error", "{ viewer"],
    ["no text at all", ""],
    ["a field that does not exist", "{ nothing }"],
    ["an argument that does not fit", 'subscription { ticks(count: "x") }'],
  ])("with %s is answered by an error, and the socket stays open", async (_case, query) => {
    const client = demo.connect({ authorization });
    let closes = 0;
    client.on("closed", () => (closes += 1));
    const { results, errors } = await collect(client, query);
    expect(results).toEqual([]);
    expect(errors).toEqual([expect.objectContaining({ message: expect.any(String) })]);
    expect((await collect(client, viewerQuery)).results).toEqual([viewer]);
    expect(closes).toBe(0);
  });

  test("keeps what it has when a field fails", async () => {
    const { results } = await collect(demo.connect({ authorization }), "{ refused viewer { id } }");
    expect(results).toEqual([
      {
        data: { refused: null, viewer: { id: "agent-7" } },
        errors: [expect.objectContaining({ message: "Not yours." })],
      },
    ]);
  });

  test("that overflows ends with a coded error and the cursor to resume from", async () => {
    const { errors } = await collect(demo.connect({ authorization }), "subscription { overflow }");
    expect(errors).toEqual([
      { message: "Too slow.", extensions: { code: "SUBSCRIPTION_OVERFLOW", retryable: true, cursor: "c-7" } },
    ]);
  });

  test("stops when the client completes it, and when the client goes", async () => {
    const raw = await openRawSocket(demo.socketUrl, { authorization });
    await vi.waitFor(() => expect(raw.received).toHaveLength(1));
    const subscribe = (id: string) =>
      raw.send({ type: "subscribe", id, payload: { query: "subscription { silence }" } });
    subscribe("1");
    await vi.waitFor(() => expect(demo.handler.running).toBe(1));
    raw.send({ type: "complete", id: "1" });
    await vi.waitFor(() => expect(demo.handler.running).toBe(0));
    subscribe("2");
    await vi.waitFor(() => expect(demo.handler.running).toBe(1));
    raw.socket.terminate();
    await vi.waitFor(() => expect(demo.handler.running).toBe(0));
  });
});
