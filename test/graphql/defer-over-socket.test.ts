// @defer and @stream over the socket: several `next` messages of one operation, read by graphql-ws.
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDemoBank, type DemoBank } from "../harness/demo-bank.js";
import { holdTable } from "../harness/held-table.js";
import { connectLive } from "../harness/live-client.js";
import { mergePayloads, type Payload } from "../harness/multipart-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTcpGate, type TcpGate } from "../harness/tcp-gate.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";

let bank: DemoBank;
let gate: TcpGate;
let app: TestApp;
beforeAll(async () => {
  bank = await createDemoBank();
  gate = await startTcpGate(bank.urls.transfers);
  app = await startTestApp({ bank, isFollowing: false, sourceSettings: { TRANSFERS_URL: gate.url } });
});
afterAll(async () => {
  gate.open();
  await app[Symbol.asyncDispose]();
  await gate[Symbol.asyncDispose]();
  await bank[Symbol.asyncDispose]();
});

const id = toCustomerId("minjun");
const transfers = "transfers(first: 3) { edges { node { id } } }";
const deferred = `query ($id: ID!) { customer(id: $id) { profile { displayName } ... @defer(label: "money") { ${transfers} } } }`;
const whole = `query ($id: ID!) { customer(id: $id) { profile { displayName } ${transfers} } }`;

/** A message is a payload. */
const toPayload = (message: unknown): Payload => message as Payload;

it("the profile comes while the transfers still wait, and the operation completes behind the last part", async () => {
  await app.ask(whole, { id });
  await using live = connectLive(app.url, await app.token());
  gate.shut();
  using operation = live.subscribe(deferred, { id });
  const first = toPayload(await operation.next());
  expect(first).toEqual({
    data: { customer: { profile: { displayName: expect.any(String) as string } } },
    hasNext: true,
    extensions: { requestId: expect.any(String) as string },
  });
  gate.open();
  const second = toPayload(await operation.next());
  expect(second.incremental?.map(({ label, path }) => [label, path])).toEqual([["money", ["customer"]]]);
  expect(second.hasNext).toBe(false);
  await operation.completed;
  expect(mergePayloads([first, second])).toEqual((await app.ask(whole, { id })).data);
});

it("items are streamed, and a document without parts is answered in one message as ever", async () => {
  await using live = connectLive(app.url, await app.token());
  using plain = live.subscribe(whole, { id });
  expect(toPayload(await plain.next())).toMatchObject({ data: (await app.ask(whole, { id })).data });
  await plain.completed;
  using streamed = live.subscribe("{ customers(first: 3) { edges @stream(initialCount: 1) { cursor } } }");
  const payloads: Payload[] = [];
  do payloads.push(toPayload(await streamed.next()));
  while (payloads.at(-1)?.hasNext === true);
  expect(payloads.flatMap(({ incremental = [] }) => incremental)).toHaveLength(2);
  expect(mergePayloads(payloads)).toEqual(
    (await app.ask("{ customers(first: 3) { edges { cursor } } }")).data,
  );
});

it("a dead source costs the deferred block only, with one coded error, and a bad document is refused", async () => {
  const dead = new URL(bank.urls.transfers);
  dead.port = "1";
  await using broken = await startTestApp({
    bank,
    isFollowing: false,
    sourceSettings: { TRANSFERS_URL: dead.href },
  });
  await using live = connectLive(broken.url, await broken.token());
  using operation = live.subscribe(deferred, { id });
  const first = toPayload(await operation.next());
  expect([first.errors, first.hasNext]).toEqual([undefined, true]);
  const second = toPayload(await operation.next());
  expect(second.incremental).toMatchObject([
    {
      data: { transfers: null },
      errors: [{ extensions: { code: "SOURCE_UNAVAILABLE", source: "transfers" } }],
    },
  ]);
  await operation.completed;
  using refused = live.subscribe("mutation { ... @defer { recordConsent(input: {}) { refusal { code } } } }");
  await expect(refused.completed).rejects.toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        extensions: expect.objectContaining({ code: "GRAPHQL_VALIDATION_FAILED" }) as object,
      }),
    ]),
  );
});

it("reads are stopped in their source when the client drops the operation or the connection", async () => {
  await using own = await startTestApp({ bank, isFollowing: false });
  await using held = await holdTable(bank.urls.transfers, "txn");
  await using live = connectLive(own.url, await own.token());
  const dropped = live.subscribe(deferred, { id });
  await dropped.next();
  await held.waiting(1);
  dropped[Symbol.dispose]();
  await held.waiting(0);
  const left = live.subscribe(deferred, { id });
  await left.next();
  await held.waiting(1);
  await live.client.dispose();
  expect((await live.closed).code).toBe(1000);
  await held.waiting(0);
});

it("a gateway that shuts down sends the parts under way before it sends its clients away", async () => {
  const own = await startTestApp({ bank, isFollowing: false, sourceSettings: { TRANSFERS_URL: gate.url } });
  await own.ask(whole, { id });
  await using live = connectLive(own.url, await own.token());
  gate.shut();
  using operation = live.subscribe(deferred, { id });
  await operation.next();
  const closing = own[Symbol.asyncDispose]();
  gate.open();
  const last = toPayload(await operation.next());
  expect(last.incremental).toMatchObject([{ data: { transfers: { edges: expect.any(Array) as [] } } }]);
  expect((await live.closed).code).toBe(1001);
  await closing;
});
