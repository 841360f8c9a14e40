// Subscriptions as server-sent events: the same events, rights and log as on the socket.
import { createServer } from "node:http";
import { once } from "node:events";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openPage, reasonWithoutBrowser } from "../graphiql/open-page.js";
import { ScriptedAccessLog } from "../fakes/scripted-access-log.js";
import { connectLive } from "../harness/live-client.js";
import { openSse, type ServerSentEvent, type SseReader } from "../harness/sse-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTcpGate } from "../harness/tcp-gate.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";
import { appendViews, toView, viewsOperation } from "./live-views.js";

const customerId = toCustomerId("minjun");
const maxEventsBehind = 20;
const log = new ScriptedAccessLog();

/** A page of another origin, with nothing in it. */
const desk = createServer((_request, response) => {
  response.setHeader("content-type", "text/html").end("<!doctype html><title>Desk</title>");
});
let app: TestApp;
let deskUrl: string;
beforeAll(async () => {
  desk.listen(0, "127.0.0.1");
  await once(desk, "listening");
  deskUrl = `http://127.0.0.1:${String((desk.address() as AddressInfo).port)}`;
  app = await startTestApp({
    isFollowing: false,
    accessLog: log,
    live: { maxEventsBehind },
    transport: { corsOrigins: [deskUrl], socket: { maxBufferedBytes: 262_144 } },
  });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  desk.close();
});

const readers: SseReader[] = [];
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader[Symbol.asyncDispose]();
});

interface Follow {
  readonly caller?: Caller;
  readonly after?: string;
  readonly lastEventId?: string;
}

async function follow({ caller, after, lastEventId }: Follow = {}): Promise<SseReader> {
  const reader = await openSse(
    `${app.url}/graphql`,
    await app.token(caller),
    { query: viewsOperation, variables: { customerId, ...(after && { after }) } },
    { headers: { ...(lastEventId && { "last-event-id": lastEventId }) } },
  );
  readers.push(reader);
  return reader;
}

let views = 0;
async function view(product?: string): Promise<string> {
  const id = `sse-${String((views += 1))}`;
  await appendViews(app, [id], product === undefined ? {} : { product });
  return `web_${id}`;
}

const toRecordId = ({ data }: ServerSentEvent): string | undefined => toView(JSON.parse(data)).record?.id;
const listIds = ({ events }: SseReader): unknown[] => events.map(toRecordId);

describe("a subscription as server-sent events", () => {
  it("begins with a snapshot and tells of every event under its cursor", async () => {
    const stream = await follow();
    await stream.untilCount(1);
    const ids = [await view(), await view()];
    const events = await stream.untilCount(3);
    expect(events.map((event) => [event.event, toRecordId(event)])).toEqual([
      ["next", undefined],
      ["next", ids[0]],
      ["next", ids[1]],
    ]);
    for (const event of events) expect(toView(JSON.parse(event.data)).cursor).toBe(event.id);
  });

  it("gets the very text of a socket of equal rights, executed once and logged for both", async () => {
    await using live = connectLive(app.url, await app.token());
    using socket = live.subscribe(viewsOperation, { customerId });
    await socket.next();
    const stream = await follow();
    await stream.untilCount(1);
    // From the second event on both ride together.
    await view();
    await stream.untilCount(2);
    await socket.next();
    log.take();
    await view();
    const [, , event] = await stream.untilCount(3);
    expect(JSON.parse(event!.data)).toEqual(await socket.next());
    const notes = log.take();
    expect(notes.map(({ action, actor }) => [action, actor])).toEqual([
      ["SUBSCRIBE", "test-agent"],
      ["SUBSCRIBE", "test-agent"],
    ]);
    expect(new Set(notes.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it("shows what the rights of its own caller allow", async () => {
    const stream = await follow({ caller: { branches: ["nowhere"] } });
    await stream.untilCount(1);
    await view();
    const [, event] = await stream.untilCount(2);
    const { extensions, ...rest } = JSON.parse(event!.data) as { data: never; extensions: object };
    expect(toView(rest)).toMatchObject({ kind: "WEB_EVENT", record: null });
    expect(extensions).toMatchObject({ withheld: [{ reason: "OUT_OF_REACH" }] });
  });

  it("goes on behind Last-Event-ID without a gap or a repeat, whatever `after` its beginning had", async () => {
    const first = await follow();
    await first.untilCount(1);
    await view();
    await view();
    const [snapshot, , second] = await first.untilCount(3);
    await first[Symbol.asyncDispose]();
    const missed = [await view(), await view()];
    const resumed = await follow({ after: snapshot?.id ?? "", lastEventId: second?.id ?? "" });
    await resumed.untilCount(2);
    const next = await view();
    await resumed.untilCount(3);
    expect(listIds(resumed)).toEqual([...missed, next]);
  });

  it("is told that a Last-Event-ID is no cursor, and that a mutation is not for GET", async () => {
    const odd = await follow({ lastEventId: "7" });
    await odd.ended;
    expect(odd.events.map(({ event }) => event)).toEqual(["next", "complete"]);
    expect(JSON.parse(odd.events[0]!.data)).toMatchObject({
      errors: [{ extensions: { code: "INVALID_ARGUMENT", argument: "after" } }],
    });
    const mutation = `mutation { updatePreferences(input: { customerId: "${customerId}", version: 0, nightContact: true }) { refusal { message } } }`;
    const url = `${app.url}/graphql?query=${encodeURIComponent(mutation)}`;
    await using refused = await openSse(url, await app.token(), undefined);
    await refused.ended;
    expect(JSON.parse(refused.events[0]!.data)).toMatchObject({
      errors: [{ extensions: { code: "METHOD_NOT_ALLOWED" } }],
    });
  });

  it("ends with SUBSCRIPTION_OVERFLOW when its client does not read, and resumes there", async () => {
    const gone = new AbortController();
    const response = await fetch(`${app.url}/graphql`, {
      method: "POST",
      signal: gone.signal,
      headers: {
        authorization: `Bearer ${await app.token()}`,
        accept: "text/event-stream",
        "content-type": "application/json",
      },
      body: JSON.stringify({ query: viewsOperation, variables: { customerId } }),
    });
    const other = await follow();
    await other.untilCount(1);
    const ids: string[] = [];
    for (let n = 0; n < 250; n += 1) {
      ids.push(await view("적".repeat(16_384)));
      await other.untilCount(n + 2);
    }
    const text = await response.text();
    expect(text.endsWith("event: complete\ndata:\n\n")).toBe(true);
    const last = /event: next\ndata: (\{"errors".*)\n/.exec(text)?.[1] ?? "";
    const { errors } = JSON.parse(last) as { errors: { extensions: { code: string; cursor: string } }[] };
    expect(errors[0]?.extensions.code).toBe("SUBSCRIPTION_OVERFLOW");
    const sent = text.match(/"id":"web_sse-\d+"/g)?.length ?? 0;
    expect(sent).toBeLessThan(ids.length - maxEventsBehind);
    const resumed = await follow({ lastEventId: errors[0]?.extensions.cursor ?? "" });
    await resumed.untilCount(ids.length - sent);
    expect(listIds(resumed)).toEqual(ids.slice(sent));
    gone.abort();
  });
});

describe.skipIf(reasonWithoutBrowser !== undefined)(
  `in a browser${reasonWithoutBrowser === undefined ? "" : ` (skipped: ${reasonWithoutBrowser})`}`,
  () => {
    it("EventSource resumes by itself when the connection breaks, behind a proxy that adds the token", async () => {
      await using gate = await startTcpGate(app.url);
      await using opened = await openPage(deskUrl);
      const { page } = opened;
      // EventSource has no headers of its own: a proxy of the company's sign-in adds them.
      await page.setExtraHTTPHeaders({ authorization: `Bearer ${await app.token()}` });
      const variables = encodeURIComponent(JSON.stringify({ customerId }));
      const url = `${gate.url}graphql?query=${encodeURIComponent(viewsOperation)}&variables=${variables}`;
      await page.evaluate((address) => {
        const got: string[] = [];
        const source = new EventSource(address);
        source.addEventListener("next", ({ data }: MessageEvent<string>) => got.push(data));
        Object.assign(globalThis, { got, source });
      }, url);
      const listGot = async (): Promise<unknown[]> => {
        const got = await page.evaluate(() => (globalThis as unknown as { got: string[] }).got);
        return got.map((data) => toView(JSON.parse(data)).record?.id);
      };
      await vi.waitFor(async () => expect(await listGot()).toHaveLength(1), { timeout: 10_000 });
      const ids = [await view()];
      await vi.waitFor(async () => expect(await listGot()).toEqual([undefined, ...ids]), { timeout: 10_000 });
      gate.cut();
      ids.push(await view(), await view());
      await vi.waitFor(async () => expect(await listGot()).toEqual([undefined, ...ids]), { timeout: 10_000 });
      ids.push(await view());
      await vi.waitFor(async () => expect(await listGot()).toEqual([undefined, ...ids]), { timeout: 10_000 });
    });

    it("graphql-sse's client follows from a page of another origin", async () => {
      await using opened = await openPage(deskUrl);
      const { page } = opened;
      const require = createRequire(import.meta.url);
      await page.addScriptTag({
        path: require.resolve("graphql-sse").replace("lib/index.js", "umd/graphql-sse.js"),
      });
      await page.evaluate(
        ([url, token, query, id]) => {
          interface Sse {
            createClient(options: object): { subscribe(request: object, sink: object): () => void };
          }
          const { graphqlSse } = globalThis as unknown as { graphqlSse: Sse };
          const got: unknown[] = [];
          const client = graphqlSse.createClient({
            url,
            headers: { authorization: `Bearer ${token ?? ""}` },
          });
          client.subscribe(
            { query, variables: { customerId: id } },
            {
              next: (message: unknown) => got.push(message),
              error: () => undefined,
              complete: () => undefined,
            },
          );
          Object.assign(globalThis, { got });
        },
        [`${app.url}/graphql`, await app.token(), viewsOperation, customerId],
      );
      const listGot = async (): Promise<unknown[]> => {
        const got = await page.evaluate(() => (globalThis as unknown as { got: { data: never }[] }).got);
        return got.map((message) => toView(message).record?.id);
      };
      await vi.waitFor(async () => expect(await listGot()).toHaveLength(1), { timeout: 10_000 });
      const id = await view();
      await vi.waitFor(async () => expect(await listGot()).toEqual([undefined, id]), { timeout: 10_000 });
      expect(opened.problems).toEqual([]);
    });
  },
);
