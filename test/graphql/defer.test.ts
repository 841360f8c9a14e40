// @defer and @stream over HTTP, read by fetch and meros as front ends do it.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createDemoBank, type DemoBank } from "../harness/demo-bank.js";
import { holdTable } from "../harness/held-table.js";
import { askInParts, mergePayloads, type Payload } from "../harness/multipart-client.js";
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
const variables = { id };
const transfers = "transfers(first: 3) { edges { node { id amount { amount currency } } } }";
const deferred = `query ($id: ID!) { customer(id: $id) {
  profile { displayName }
  ... @defer(label: "money") { ${transfers} }
} }`;
const whole = `query ($id: ID!) { customer(id: $id) { profile { displayName } ${transfers} } }`;

const partsOf = (payloads: readonly Payload[]) => payloads.flatMap(({ incremental = [] }) => incremental);

/** A URL of a database that nobody serves. */
function toDeadUrl(url: string): string {
  const dead = new URL(url);
  dead.port = "1";
  return dead.href;
}

describe("@defer", () => {
  it("paints the profile while the transfers still wait for their source, and reads no more often", async () => {
    await (await askInParts(app, { query: whole, variables })).rest();
    app.takeReads();
    await (await askInParts(app, { query: whole, variables })).rest();
    const usual = app.takeReads();
    gate.shut();
    const answer = await askInParts(app, { query: deferred, variables });
    expect(answer.status).toBe(200);
    expect(answer.contentType).toBe('multipart/mixed; boundary="-"; deferSpec=20220824');
    const first = await answer.next();
    expect(first).toEqual({
      data: { customer: { profile: { displayName: expect.any(String) as string } } },
      hasNext: true,
    });
    // The read of the transfers was sent together with the others.
    expect(app.takeReads()).toEqual(usual);
    gate.open();
    const later = await answer.rest();
    expect(partsOf(later)).toEqual([
      { label: "money", path: ["customer"], data: { transfers: expect.anything() as object } },
    ]);
    expect(later.at(-1)?.hasNext).toBe(false);
    expect(mergePayloads([first, ...later])).toEqual((await app.ask(whole, variables)).data);
  });

  it("can be switched off by a variable, and stands in fragments inside fragments", async () => {
    const query = `query ($id: ID!, $later: Boolean!) { customer(id: $id) { id ...Person @defer(if: $later) } }
      fragment Person on Customer { profile { displayName ... @defer(label: "address") { address { country } } } }`;
    const off = await askInParts(app, {
      query: query.replace("@defer(label", "@defer(if: false, label"),
      variables: { id, later: false },
    });
    expect(off.contentType).toMatch("application/graphql-response+json");
    const [plain, ...none] = await off.rest();
    expect(none).toEqual([]);
    const parts = await (await askInParts(app, { query, variables: { id, later: true } })).rest();
    expect(parts[0]?.data).toEqual({ customer: { id } });
    expect(partsOf(parts).map(({ path, label }) => [path, label])).toEqual([
      [["customer"], undefined],
      [["customer", "profile"], "address"],
    ]);
    expect(mergePayloads(parts)).toEqual(plain?.data);
  });

  it("paints the profile while a deferred lookup still waits for its source", async () => {
    const { data } = await app.ask(whole, variables);
    const { customer } = data as unknown as {
      customer: { transfers: { edges: { node: { id: string } }[] } };
    };
    const transferId = customer.transfers.edges[0]?.node.id;
    const startedAt = performance.now();
    gate.shut();
    const answer = await askInParts(app, {
      query: `query ($id: ID!, $transferId: ID!) { customer(id: $id) { profile { displayName } }
        ... @defer(label: "record") { node(id: $transferId) { id } } }`,
      variables: { id, transferId },
    });
    expect((await answer.next()).data).toEqual({
      customer: { profile: { displayName: expect.any(String) as string } },
    });
    // Batches of a plain request would wait half of its 5 seconds for a lookup.
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    gate.open();
    expect(partsOf(await answer.rest())).toEqual([
      { label: "record", path: [], data: { node: { id: transferId } } },
    ]);
  });

  it("stands in what a mutation answers", async () => {
    const query = `mutation ($input: RecordConsultationInput!) { recordConsultation(input: $input) {
      consultation { id } ... @defer { refusal { code } } } }`;
    const input = {
      clientKey: "deferred",
      customerId: id,
      channel: "CALL",
      startedAt: "2026-06-01T00:00:00Z",
      notes: "-",
    };
    const parts = await (
      await askInParts(app, { query, variables: { input }, caller: { role: "AGENT" } })
    ).rest();
    expect(parts[0]?.errors).toBeUndefined();
    expect(partsOf(parts)).toEqual([{ path: ["recordConsultation"], data: { refusal: null } }]);
  });

  it("lets Customer.sources tell at the end when it is deferred, and hold the first part when it is not", async () => {
    const query = `query ($id: ID!) { customer(id: $id) { id
      ... @defer(label: "money") { ${transfers} } ... @defer(label: "sources") { sources { name status } } } }`;
    gate.shut();
    const answer = await askInParts(app, { query, variables });
    const first = await answer.next();
    expect(first.data).toEqual({ customer: { id } });
    gate.open();
    const told = partsOf(await answer.rest());
    expect(told.map(({ label }) => label)).toEqual(["money", "sources"]);
    expect(told[1]?.data).toMatchObject({
      sources: expect.arrayContaining([{ name: "transfers", status: "OK" }]) as unknown,
    });
    const held = query.replace(
      '... @defer(label: "sources") { sources { name status } }',
      "sources { name status }",
    );
    const parts = await (await askInParts(app, { query: held, variables })).rest();
    expect(parts[0]?.data?.["customer"]).toEqual({ id, sources: told[1]?.data?.["sources"] });
  });
});

describe("@stream", () => {
  it("sends the first items of a page at once and the others later", async () => {
    const query = `{ customers(first: 5) { edges @stream(initialCount: 2, label: "rest") {
      cursor node { id profile { displayName } } } pageInfo { hasNextPage } } }`;
    const parts = await (await askInParts(app, { query })).rest();
    const first = parts[0]?.data as { customers: { edges: unknown[] } };
    expect(first.customers.edges).toHaveLength(2);
    const items = partsOf(parts);
    expect(items.map(({ path, label }) => [path, label])).toEqual(
      [2, 3, 4].map((at) => [["customers", "edges", at], "rest"]),
    );
    const plain = await app.ask(query);
    expect(mergePayloads(parts)).toEqual(plain.data);
  });

  it("takes the whole page in one read of each facet", async () => {
    const query =
      "{ customers(first: 5) { edges @stream(initialCount: 1) { node { profile { displayName } } } } }";
    app.takeReads();
    await (await askInParts(app, { query })).rest();
    expect(app.takeReads().filter(({ source }) => source === "crm")).toEqual([
      { source: "crm", facet: "profile", asks: 5 },
    ]);
  });

  it("refuses a negative count in a variable", async () => {
    const query = "query ($n: Int!) { customers { edges @stream(initialCount: $n) { cursor } } }";
    const answer = await askInParts(app, { query, variables: { n: -1 } });
    expect(answer.status).toBe(400);
    expect(await answer.next()).toMatchObject({
      errors: [{ extensions: { code: "INVALID_ARGUMENT", argument: "initialCount" } }],
    });
  });
});

describe("a client that does not take parts in this format", () => {
  it.each([
    "application/json",
    "*/*",
    "application/graphql-response+json",
    "multipart/mixed, application/json",
    "multipart/mixed;incrementalSpec=v0.2,application/graphql-response+json",
  ])("gets the whole answer at once for accept: %s", async (accept) => {
    const answer = await askInParts(app, { query: deferred, variables, accept });
    expect(answer.status).toBe(200);
    expect(answer.contentType).toMatch(/^application\/(graphql-response\+)?json/);
    expect(await answer.rest()).toEqual([{ data: (await app.ask(whole, variables)).data }]);
  });

  it("is told so when it takes nothing else", async () => {
    const answer = await askInParts(app, {
      query: deferred,
      variables,
      accept: "multipart/mixed;incrementalSpec=v0.2",
    });
    expect(answer.status).toBe(406);
    expect(await answer.next()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
  });
});

describe("faults", () => {
  it("a dead source costs its own deferred block: null, with one error in the payload that it stands in", async () => {
    const settings = {
      TRANSFERS_URL: toDeadUrl(bank.urls.transfers),
      WEB_EVENTS_URL: toDeadUrl(bank.urls.web_events),
    };
    await using broken = await startTestApp({ bank, isFollowing: false, sourceSettings: settings });
    const query = `query ($id: ID!) { customer(id: $id) { webEvents { edges { cursor } } profile { displayName }
      ... @defer(label: "money") { ${transfers} }
      ... @defer(label: "again") { latest: transfers(first: 1) { edges { cursor } } }
      ... @defer(label: "web") { hits: webEvents(first: 1) { edges { cursor } } products { id } } } }`;
    const [first, ...later] = await (await askInParts(broken, { query, variables })).rest();
    expect(first).toMatchObject({
      data: { customer: { webEvents: null, profile: { displayName: expect.any(String) as string } } },
      errors: [
        { path: ["customer", "webEvents"], extensions: { code: "SOURCE_UNAVAILABLE", source: "web-events" } },
      ],
    });
    const parts = Object.fromEntries(partsOf(later).map((part) => [part.label, part]));
    expect(parts["web"]).toEqual({
      label: "web",
      path: ["customer"],
      data: { hits: null, products: expect.any(Array) as unknown[] },
    });
    expect([parts["money"]?.data, parts["again"]?.data]).toEqual([{ transfers: null }, { latest: null }]);
    const errors = partsOf(later).flatMap(({ errors: told = [] }) => told);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.extensions).toMatchObject({
      code: "SOURCE_UNAVAILABLE",
      source: "transfers",
      retryable: true,
    });
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|ECONN|postgres/i);
  });

  it("the deadline of the request holds for deferred blocks as well", async () => {
    await using hurried = await startTestApp({
      bank,
      isFollowing: false,
      requestDeadlineMs: 400,
      sourceSettings: { TRANSFERS_URL: gate.url },
    });
    await hurried.ask(whole, variables);
    gate.shut();
    const startedAt = performance.now();
    const parts = await (await askInParts(hurried, { query: deferred, variables })).rest();
    gate.open();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(partsOf(parts)).toMatchObject([
      {
        data: { transfers: null },
        errors: [{ extensions: { code: "SOURCE_UNAVAILABLE", status: "TIMEOUT" } }],
      },
    ]);
  });

  it("permissions and masks are those of the viewer in every part, and a denied field is told once", async () => {
    const query = `query ($id: ID!) { customer(id: $id) { identities { value } profile { displayName }
      ... @defer { profile { email } again: identities { value } } ... @defer { name: profile { displayName } } } }`;
    const caller = { role: "ANALYST", purpose: "ANALYTICS" } as const;
    const parts = await (await askInParts(app, { query, variables, caller })).rest();
    const plain = await app.ask(query, variables, caller);
    expect(mergePayloads(parts)).toMatchObject(plain.data ?? {});
    expect(JSON.stringify(parts)).toContain("*");
    const errors = [...(parts[0]?.errors ?? []), ...partsOf(parts).flatMap(({ errors: told = [] }) => told)];
    const fieldsOf = (list: typeof plain.errors = []) =>
      new Set(list.map(({ extensions }) => extensions["field"]));
    expect(fieldsOf(errors)).toEqual(fieldsOf(plain.errors));
    expect(errors).toHaveLength(fieldsOf(errors).size);
  });
});

describe("when the client goes in the middle", () => {
  it("the reads for the parts it will not see are stopped in their source", async () => {
    await using own = await startTestApp({ bank, isFollowing: false });
    const unhandled = vi.fn<() => void>();
    process.on("unhandledRejection", unhandled);
    {
      await using held = await holdTable(bank.urls.transfers, "txn");
      const gone = new AbortController();
      const answer = await askInParts(own, { query: deferred, variables, signal: gone.signal });
      await answer.next();
      await held.waiting(1);
      gone.abort();
      await expect(answer.next()).rejects.toThrow(/abort/i);
      await held.waiting(0);
    }
    // The gateway is in order: the next one is answered.
    expect((await (await askInParts(own, { query: deferred, variables })).rest()).at(-1)?.hasNext).toBe(
      false,
    );
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("when the gateway shuts down in the middle", () => {
  it("the parts that are under way are still sent", async () => {
    const own = await startTestApp({ bank, isFollowing: false, sourceSettings: { TRANSFERS_URL: gate.url } });
    await own.ask(whole, variables);
    gate.shut();
    const answer = await askInParts(own, { query: deferred, variables });
    await answer.next();
    const closed = own[Symbol.asyncDispose]();
    gate.open();
    const later = await answer.rest();
    expect(partsOf(later)).toMatchObject([
      { label: "money", data: { transfers: { edges: expect.any(Array) as [] } } },
    ]);
    expect(later.at(-1)?.hasNext).toBe(false);
    await closed;
  });
});
