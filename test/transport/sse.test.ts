import { createClient } from "graphql-sse";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Clock } from "../../src/shared/clock.js";
import { openSse, type SseReader } from "../harness/sse-client.js";
import { codeOf, startDemoTransport, type DemoTransport } from "./start-demo-transport.js";

let demo: DemoTransport;
beforeAll(async () => {
  demo = await startDemoTransport({
    settings: { corsOrigins: ["https://desk.example"], socket: { keepAliveMs: 20 } },
  });
});
afterAll(() => demo[Symbol.asyncDispose]());

const toUrl = ({ transport }: DemoTransport): string => `${transport.url}/graphql`;
const open = async (query: string, more: Parameters<typeof openSse>[3] = {}): Promise<SseReader> =>
  openSse(toUrl(demo), await demo.token(), { query }, more);
const openByGet = async (query: string, more = ""): Promise<SseReader> =>
  openSse(`${toUrl(demo)}?query=${encodeURIComponent(query)}${more}`, await demo.token(), undefined);

async function collect(request: { query: string; variables?: Record<string, unknown> }): Promise<unknown[]> {
  const client = createClient({
    url: toUrl(demo),
    retryAttempts: 0,
    headers: async () => ({ authorization: `Bearer ${await demo.token()}` }),
  });
  const results: unknown[] = [];
  for await (const result of client.iterate(request)) results.push(result);
  return results;
}

const overflow = {
  errors: [
    { message: "Too slow.", extensions: { code: "SUBSCRIPTION_OVERFLOW", retryable: true, cursor: "c-7" } },
  ],
};

describe("graphql-sse's own client", () => {
  test.each<[string, string, unknown[]]>([
    [
      "a subscription with all its events",
      "subscription { ticks(count: 2) }",
      [{ data: { ticks: 0 } }, { data: { ticks: 1 } }],
    ],
    ["a query", "{ viewer { id purpose } }", [{ data: { viewer: { id: "agent-7", purpose: "SERVICE" } } }]],
    ["a mutation", 'mutation { note(text: "x") }', [{ data: { note: "x" } }]],
    [
      "a subscription that overflows, with the cursor to resume from",
      "subscription { overflow }",
      [overflow],
    ],
  ])("gets %s", async (_what, query, expected) => {
    expect(await collect({ query })).toEqual(expected);
  });

  test.each([
    ["a document that is no GraphQL", "{ viewer"],
    ["a field that does not exist", "{ nothing }"],
  ])("is told of %s in the stream", async (_what, query) => {
    expect(await collect({ query })).toEqual([
      { errors: [expect.objectContaining({ message: expect.any(String) })] },
    ]);
  });

  test("sends variables", async () => {
    const query = "subscription T($n: Int!) { ticks(count: $n) }";
    expect(await collect({ query, variables: { n: 1 } })).toEqual([{ data: { ticks: 0 } }]);
  });
});

describe("an event stream", () => {
  test("has the head that keeps proxies from collecting it, and the origin's CORS headers", async () => {
    await using stream = await open("subscription { silence }", {
      headers: { origin: "https://desk.example" },
    });
    const { status, headers } = stream.response;
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      "access-control-allow-origin": "https://desk.example",
      "access-control-expose-headers": "x-request-id",
      "x-content-type-options": "nosniff",
    });
    expect(demo.handler.origins.at(-1)?.requestId).toBe(headers.get("x-request-id"));
  });

  test("may be asked for by a page of another origin that resumes", async () => {
    const response = await fetch(toUrl(demo), {
      method: "OPTIONS",
      headers: {
        origin: "https://desk.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,last-event-id",
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-headers")).toContain("last-event-id");
  });

  test("says that it is alive while there is nothing to tell", async () => {
    await using stream = await open("subscription { silence }");
    await vi.waitFor(() => expect(stream.text().split("\n:\n\n").length).toBeGreaterThan(2));
    expect(stream.events).toEqual([]);
  });

  test("ends with `complete`, whose data is empty for EventSource", async () => {
    await using stream = await open("subscription { ticks(count: 1) }");
    await stream.ended;
    expect(stream.events.map(({ event, data }) => [event, data])).toEqual([
      ["next", '{"data":{"ticks":0}}'],
      ["complete", ""],
    ]);
  });

  test("stops when the client goes", async () => {
    const stream = await open("subscription { silence }");
    await vi.waitFor(() => expect(demo.handler.running).toBe(1));
    await stream[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(demo.handler.running).toBe(0));
  });

  test("makes no more than fits into the connection of a client that does not read", async () => {
    const gone = new AbortController();
    await fetch(toUrl(demo), {
      method: "POST",
      signal: gone.signal,
      headers: {
        authorization: `Bearer ${await demo.token()}`,
        accept: "text/event-stream",
        "content-type": "application/json",
      },
      body: JSON.stringify({ query: "subscription { flood { number text } }" }),
    });
    await vi.waitFor(() => expect(demo.handler.pulled).toBeGreaterThan(10));
    // 64 KiB each, of which 1 MiB waits here and some MiB in the operating system.
    await expect
      .poll(
        async () => {
          const before = demo.handler.pulled;
          await new Promise((resolve) => setTimeout(resolve, 200));
          return demo.handler.pulled - before;
        },
        { timeout: 10_000 },
      )
      .toBe(0);
    expect(demo.handler.pulled).toBeLessThan(400);
    gone.abort();
    await vi.waitFor(() => expect(demo.handler.running).toBe(0));
  });

  test("ends with its token, and says so with a code", async () => {
    let now = Date.now();
    const clock: Clock = { now: () => new Date(now) };
    await using soon = await startDemoTransport({ parts: { clock } });
    const token = await soon.token({ exp: Math.floor(Date.now() / 1_000) + 2 });
    await using stream = await openSse(toUrl(soon), token, { query: "subscription { silence }" });
    await vi.waitFor(() => expect(soon.handler.running).toBe(1));
    now += 3_000;
    await stream.ended;
    expect(stream.events.map(({ event }) => event)).toEqual(["next", "complete"]);
    expect(codeOf(JSON.parse(stream.events[0]?.data ?? ""))).toBe("UNAUTHENTICATED");
    await vi.waitFor(() => expect(soon.handler.running).toBe(0));
  });
});

describe("a request for an event stream", () => {
  test("without a token is refused before it begins", async () => {
    const response = await fetch(toUrl(demo), { headers: { accept: "text/event-stream" } });
    expect(response.status).toBe(401);
    expect(codeOf(await response.json())).toBe("UNAUTHENTICATED");
  });

  test("by GET has its variables in the URL, as EventSource sends it", async () => {
    const variables = encodeURIComponent('{"n":1}');
    await using ticks = await openByGet(
      "subscription T($n: Int!) { ticks(count: $n) }",
      `&variables=${variables}`,
    );
    expect((await ticks.untilCount(2)).map(({ event }) => event)).toEqual(["next", "complete"]);
  });

  test.each([
    ["is not an object", "[]", {}],
    ["has no query", "{}", {}],
    ["has variables that are no object", '{"query":"{ x }","variables":[]}', {}],
    ["has a name that is no text", '{"query":"{ x }","operationName":7}', {}],
  ])("whose body %s is refused with BAD_REQUEST", async (_what, body) => {
    await using stream = await open("", { body });
    expect(stream.response.status).toBe(400);
  });

  test("whose variables in the URL are no JSON is refused with BAD_REQUEST", async () => {
    await using stream = await openByGet("{ application }", "&variables={");
    expect(stream.response.status).toBe(400);
  });

  test.each([
    ["text/event-stream", true],
    ["application/json, text/event-stream", false],
    ["text/event-stream, multipart/mixed", true],
    ["application/json;q=0.5, text/event-stream", true],
    ["text/event-stream;q=0", false],
    ["*/*", false],
  ])("is one when it accepts %s: %s", async (accept, isStream) => {
    await using answer = await open("{ application }", { headers: { accept } });
    expect(answer.response.headers.get("content-type")?.startsWith("text/event-stream")).toBe(isStream);
  });
});

describe("at shutdown", () => {
  test("streams end without `complete`, so that clients connect again, and what is in flight is answered", async () => {
    await using going = await startDemoTransport();
    const token = await going.token();
    await using silent = await openSse(toUrl(going), token, { query: "subscription { silence }" });
    await using asking = await openSse(toUrl(going), token, { query: "{ wait }" });
    await vi.waitFor(() => expect(going.handler.origins).toHaveLength(2));
    const closed = going.transport.close();
    going.handler.release();
    await Promise.all([closed, silent.ended, asking.ended]);
    expect(silent.events).toEqual([]);
    expect(silent.text()).toContain("retry: 1000\n");
    expect(silent.text()).toContain(": The gateway is shutting down");
    expect(asking.events.map(({ event }) => event)).toEqual(["next", "complete"]);
    expect(going.handler.running).toBe(0);
  });
});
