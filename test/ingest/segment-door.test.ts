// Segment's HTTP tracking API through the real door, also by Segment's own client.
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { Analytics } from "@segment/analytics-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTcpGate } from "../harness/tcp-gate.js";
import { createDemoBank } from "../harness/demo-bank.js";
import { login, pageKey, serverKey, startDoors, toBasic, type Doors } from "./start-doors.js";

let doors: Doors;
beforeAll(async () => {
  // Pages of the front end may call the API; that the doors for events are open to all is another matter.
  doors = await startDoors({ transport: { corsOrigins: ["https://agents.example"] } });
});
afterAll(() => doors[Symbol.asyncDispose]());

const track = (more: object = {}) => ({
  messageId: randomUUID(),
  userId: login,
  event: "Product Viewed",
  properties: { product: "적금" },
  timestamp: new Date().toISOString(),
  ...more,
});
const countEvents = async (where: string, values: readonly unknown[]): Promise<number> =>
  (await doors.sql<{ n: number }>(`select count(*)::int as n from event where ${where}`, values))[0]!.n;
const letters = () =>
  doors.sql<{ reason: string; source: string; message: string }>(
    "select reason, source, message from dead_letter order by id",
  );

describe("POST /v1/…", () => {
  test.each([
    ["identify", { traits: { plan: "gold" } }, "Identify"],
    ["track", { event: "Product Viewed" }, "Product Viewed"],
    ["page", { name: "적금 안내" }, "적금 안내"],
    ["screen", { name: "Transfers" }, "Transfers"],
    ["group", { groupId: "vip" }, "Group"],
    ["alias", { previousId: randomUUID() }, "Alias"],
  ])("%s is answered when it is durable, and the customer has it", async (path, more, name) => {
    const { status, body } = await doors.post(`/v1/${path}`, { ...track(), event: undefined, ...more });
    expect({ status, body }).toEqual({ status: 200, body: { success: true } });
    expect((await doors.listVisits())[0]).toMatchObject({ name });
  });

  test("batch takes messages of all types; one that cannot be taken is told, kept, and costs no other", async () => {
    const [first, poison, last] = [track(), { messageId: "poison", type: "poke", userId: login }, track()];
    const batch = [{ ...first, type: "track" }, poison, { ...last, type: "page", name: "Home" }];
    const { status, body } = await doors.post("/v1/batch", { batch });
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      rejected: [{ messageId: "poison", reason: expect.stringMatching(/^UNKNOWN_TYPE: /) as string }],
    });
    expect(await countEvents("origin = 'shop-web' and record->>'name' = 'Home'", [])).toBe(1);
    expect(await letters()).toEqual([
      { reason: "UNKNOWN_TYPE", source: "shop-web", message: expect.any(String) as string },
    ]);
  });

  test("takes a batch once however often it is sent, also at the same time", async () => {
    const name = randomUUID();
    const batch = Array.from({ length: 50 }, () => ({ ...track({ event: name }), type: "track" }));
    const answers = await Promise.all(Array.from({ length: 6 }, () => doors.post("/v1/batch", { batch })));
    expect(answers.map(({ body }) => body)).toEqual(answers.map(() => ({ success: true })));
    expect(await countEvents("record->>'name' = $1", [name])).toBe(50);
  });

  test("takes gzip", async () => {
    const name = randomUUID();
    const packed = gzipSync(JSON.stringify({ batch: [{ ...track({ event: name }), type: "track" }] }));
    const { body } = await doors.post("/v1/batch", packed, { "content-encoding": "gzip" });
    expect(body).toEqual({ success: true });
    expect(await countEvents("record->>'name' = $1", [name])).toBe(1);
  });

  test("lets pages of any origin send, with the key in the header or, as Segment's library does, in the body", async () => {
    const asked = await fetch(`${doors.url}/v1/t`, {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
      },
    });
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "*, authorization",
    });
    const sent = await fetch(`${doors.url}/v1/t`, {
      method: "POST",
      headers: { origin: "https://shop.example", "content-type": "text/plain" },
      body: JSON.stringify({ ...track(), writeKey: pageKey }),
    });
    expect(sent.status).toBe(200);
    expect(sent.headers.get("access-control-allow-origin")).toBe("*");
    expect(sent.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(await sent.json()).toEqual({ success: true });
  });

  test("believes of a page's key no telephone, and of a server's key does", async () => {
    const linked = async (key: string) => {
      const anonymousId = randomUUID();
      const phone = `+8210${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
      await doors.post(
        "/v1/identify",
        { messageId: randomUUID(), userId: login, anonymousId, traits: { phone } },
        { authorization: toBasic(key) },
      );
      const { data } = await doors.ask(
        `query ($value: String!) { customerByIdentity(identity: { namespace: PHONE, value: $value }) { id } }`,
        { value: phone },
      );
      return JSON.stringify(data).includes("cus_");
    };
    expect(await linked(pageKey)).toBe(false);
    expect(await linked(serverKey)).toBe(true);
  });

  test.each([
    ["none", undefined],
    ["a wrong one", toBasic("page-write-key-0002")],
    ["a token", "Bearer abc.def.ghi"],
    ["an empty one", toBasic("")],
  ])("refuses a key that is %s, and keeps nothing", async (_, authorization) => {
    const response = await fetch(`${doors.url}/v1/track`, {
      method: "POST",
      body: JSON.stringify(track()),
      ...(authorization !== undefined && { headers: { authorization } }),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic /);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  });
});

/** Sends with Segment's client until it says that everything is delivered. */
async function sendBySegment(url: string, count: number) {
  const statuses: number[] = [];
  const failed: unknown[] = [];
  const client = new Analytics({ host: url, writeKey: pageKey, flushAt: 20, maxRetries: 10 });
  client.on("http_response", ({ status }) => statuses.push(status));
  client.on("error", (error) => failed.push(error));
  const name = randomUUID();
  for (let n = 0; n < count; n += 1) client.track({ userId: login, event: name, properties: { n } });
  const delivered = client.closeAndFlush({ timeout: 30_000 });
  return { name, statuses, failed, delivered };
}

describe("@segment/analytics-node, unchanged", () => {
  test("delivers everything", async () => {
    const anonymousId = randomUUID();
    const client = new Analytics({ host: doors.url, writeKey: pageKey });
    client.identify({ userId: login, anonymousId, traits: { plan: "gold" } });
    client.page({ userId: login, name: "적금", properties: { url: "https://bank.example/savings" } });
    client.screen({ userId: login, name: "Home" });
    client.group({ userId: login, groupId: "vip" });
    client.alias({ userId: login, previousId: anonymousId });
    client.track({ anonymousId, event: "Product Viewed" });
    await client.closeAndFlush();
    const { name, statuses, failed, delivered } = await sendBySegment(doors.url, 100);
    await delivered;
    expect({ statuses, failed }).toEqual({ statuses: [200, 200, 200, 200, 200], failed: [] });
    expect(await countEvents("record->>'name' = $1", [name])).toBe(100);
    // The visitor of the cookie is the customer of the login.
    expect(
      await countEvents("record->>'name' = 'Product Viewed' and origin = 'shop-web'", []),
    ).toBeGreaterThan(0);
  });

  test("comes again when it is told to wait, and then everything is there once", async () => {
    await using small = await startDoors({ bank: doors.bank, ingestLimits: { maxWaiting: 20 } });
    // Whoever writes to the log waits, so that batches pile up.
    const { Client } = await import("pg");
    const blocker = new Client({ connectionString: doors.bank.urls.gateway });
    await blocker.connect();
    await blocker.query("begin; lock table event in exclusive mode");
    const { name, statuses, failed, delivered } = await sendBySegment(small.url, 160);
    await expect.poll(() => statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
    await blocker.query("rollback");
    await blocker.end();
    await delivered;
    expect(failed).toEqual([]);
    expect(statuses.filter((status) => status === 200)).toHaveLength(8);
    expect(await countEvents("record->>'name' = $1", [name])).toBe(160);
  });

  test("comes again while the store is away, and then everything is there once", async () => {
    await using bank = await createDemoBank();
    await using gate = await startTcpGate(bank.urls.gateway);
    await using gated = await startDoors({ bank, databaseUrl: gate.url });
    // Answers do not come back, and then the connection is gone: nobody knows whether the commit went through.
    gate.shut();
    const { name, statuses, failed, delivered } = await sendBySegment(gated.url, 20);
    await delay(300);
    gate.cut();
    await expect.poll(() => statuses).toContain(503);
    gate.open();
    await delivered;
    expect({ failed, last: statuses.at(-1) }).toEqual({ failed: [], last: 200 });
    const [count] = await gated.sql<{ n: number }>(
      "select count(*)::int as n from event where record->>'name' = $1",
      [name],
    );
    expect(count).toEqual({ n: 20 });
  });
});

test("what is too much at once is told by 429 and Retry-After, at every door", async () => {
  await using small = await startDoors({ bank: doors.bank, ingestLimits: { maxWaitingBytes: 1_000 } });
  const { Client } = await import("pg");
  const blocker = new Client({ connectionString: doors.bank.urls.gateway });
  await blocker.connect();
  await blocker.query("begin; lock table event in exclusive mode");
  const [first, second] = [track(), track()];
  const waits = small.post("/v1/track", { ...first, properties: { text: "a".repeat(900) } });
  await delay(200);
  const refused = await small.post("/v1/track", { ...second, properties: { text: "b".repeat(900) } });
  const mutation = await fetch(`${small.url}/graphql`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await small.token({ role: "INTERNAL_APP" })}`,
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
            subject: { namespace: "LOGIN_ID", value: login },
            time: new Date().toISOString(),
            data: { name: "c", properties: { text: "c".repeat(900) } },
          },
        ],
      },
    }),
  });
  await blocker.query("rollback");
  await blocker.end();
  expect((await waits).status).toBe(200);
  for (const { status, headers, body } of [
    refused,
    { status: mutation.status, headers: mutation.headers, body: await mutation.json() },
  ]) {
    expect(status).toBe(429);
    expect(headers.get("retry-after")).toBe("1");
    expect(body).toMatchObject({
      errors: [{ extensions: { code: "INGEST_QUEUE_FULL", retryable: true, retryAfterSeconds: 1 } }],
    });
  }
  expect(await countEvents("dedup_key is not null and record->>'name' = 'c'", [])).toBe(0);
});
