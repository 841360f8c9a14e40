// Connections to the store that are lost without a word while an event is on its way: whoever waits is told, and misses nothing.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { showcase } from "../../src/demo/bank/showcase.js";
import { createDemoBank, type DemoBank } from "../harness/demo-bank.js";
import { connectLive } from "../harness/live-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTcpGate, type TcpGate } from "../harness/tcp-gate.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";
import { appendViews, takeViews, toView, viewsOperation } from "./live-views.js";

const storeSilenceMs = 500;
const customerId = toCustomerId("minjun");

/** The gateway under test has its store behind the gate; the other one writes. */
let bank: DemoBank;
let gate: TcpGate;
let app: TestApp;
let writer: TestApp;
beforeAll(async () => {
  bank = await createDemoBank();
  gate = await startTcpGate(bank.urls.gateway);
  app = await startTestApp({ bank, databaseUrl: gate.url, storeSilenceMs, isFollowing: false });
  writer = await startTestApp({ bank, isFollowing: false });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await writer[Symbol.asyncDispose]();
  await gate[Symbol.asyncDispose]();
  await bank[Symbol.asyncDispose]();
});

interface Ended {
  readonly extensions: { readonly code: string; readonly retryable: boolean; readonly cursor: string };
}

it.each([
  ["the person of an event is read", "customers-by-ids", "STORE_UNAVAILABLE"],
  ["the access is logged", "access-append", "ACCESS_LOG_UNAVAILABLE"],
])(
  "ends a subscription with the cursor to resume from when, while %s, the store says no more",
  async (_, name, code) => {
    await using live = connectLive(app.url, await app.token());
    using stream = live.subscribe(viewsOperation, { customerId });
    const { cursor } = toView(await stream.next());
    const before = gate.lost;
    gate.loseAfter(name);
    const ids = [`${name}-1`, `${name}-2`];
    await appendViews(writer, ids);
    const end: unknown = await stream.completed.catch((error: unknown) => error);
    gate.loseAfter();
    const [error] = end as readonly Ended[];
    expect(error?.extensions).toMatchObject({ code, retryable: true, cursor });
    expect(gate.lost).toBeGreaterThan(before);
    using resumed = live.subscribe(viewsOperation, { customerId, after: error?.extensions.cursor });
    expect(await takeViews(resumed, 2)).toEqual(ids);
  },
  20_000,
);

it("goes on by itself when the store says no more while the log is followed", async () => {
  await using live = connectLive(app.url, await app.token());
  using stream = live.subscribe(viewsOperation, { customerId });
  await stream.next();
  const before = gate.lost;
  gate.loseAfter("events-after");
  await appendViews(writer, ["followed"]);
  await vi.waitFor(() => expect(gate.lost).toBeGreaterThan(before), { timeout: 5_000 });
  gate.loseAfter();
  expect(await takeViews(stream, 1)).toEqual(["followed"]);
}, 20_000);

it("takes what is sent again after a transaction was lost without a word", async () => {
  const write = (id: string) => appendViews(app, [id]);
  gate.loseAfter("commit");
  await expect(write("lost")).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  gate.loseAfter();
  await write("lost");
  expect(
    await app.app.store.read(
      { name: "lost-views", text: "select count(*)::int from event where record_id = 'lost'" },
      [],
    ),
  ).toEqual([[1]]);
}, 20_000);

it("tells whoever sends events meanwhile when to come again", async () => {
  gate.loseAfter("holders-by-keys");
  const answer = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await app.token({ role: "INTERNAL_APP" })}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      query: `mutation ($events: [EventInput!]!) { ingestEvents(events: $events) { results { status } } }`,
      variables: {
        events: [
          {
            id: "1",
            source: "core",
            type: "web.track",
            subject: { namespace: "LOGIN_ID", value: showcase.minjun.login },
            time: "2026-06-30T14:59:30Z",
            data: { name: "Product Viewed" },
          },
        ],
      },
    }),
  });
  gate.loseAfter();
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(await answer.json()).toMatchObject({
    errors: [{ extensions: { code: "STORE_UNAVAILABLE", retryable: true, retryAfterSeconds: 1 } }],
  });
}, 20_000);
