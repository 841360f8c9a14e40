// Many subscribers, few groups: what is shared, between whom, and what never is.
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Random } from "../../src/demo/bank/random.js";
import { ScriptedAccessLog } from "../fakes/scripted-access-log.js";
import { connectLive, type LiveClient, type LiveSubscription } from "../harness/live-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";
import { openRawSocket } from "../transport/raw-socket.js";
import { appendViews, takeViews, toView, viewsOperation } from "./live-views.js";

let app: TestApp;
const log = new ScriptedAccessLog();
beforeAll(async () => {
  app = await startTestApp({ isFollowing: false, accessLog: log });
});
afterAll(() => app[Symbol.asyncDispose]());

const clients: LiveClient[] = [];
afterEach(async () => {
  log.before = () => undefined;
  for (const client of clients.splice(0)) await client[Symbol.asyncDispose]();
  log.take();
});

const customerId = toCustomerId("minjun");

async function connect(caller?: Caller, more?: Record<string, unknown>): Promise<LiveClient> {
  const client = connectLive(app.url, await app.token(caller), more);
  clients.push(client);
  return client;
}

/** A subscriber that has its snapshot. */
async function follow(caller?: Caller, operation = viewsOperation): Promise<LiveSubscription> {
  const stream = (await connect(caller)).subscribe(operation, { customerId });
  await stream.next();
  return stream;
}

/** Reads of the store for persons, since the last call: one for each event that was executed. */
function countExecutions(): number {
  return app.takeReads().filter(({ facet }) => facet === "customers").length;
}

let views = 0;
const newIds = (count: number): readonly string[] =>
  Array.from({ length: count }, () => `view-${String((views += 1))}`);

describe("subscribers of the same operation and rights", () => {
  it("share one execution of each event, and each is in the access log for it", async () => {
    const streams = await Promise.all(Array.from({ length: 8 }, () => follow()));
    await appendViews(app, newIds(1));
    await Promise.all(streams.map((stream) => takeViews(stream, 1)));
    countExecutions();
    log.take();

    const ids = newIds(5);
    for (const id of ids) await appendViews(app, [id]);
    for (const stream of streams) expect(await takeViews(stream, 5)).toEqual(ids);
    expect(countExecutions()).toBe(5);
    const notes = log.take();
    expect(notes).toHaveLength(8 * 5);
    expect(new Set(notes.map(({ requestId }) => requestId)).size).toBe(5);
    expect(new Set(notes.map(({ action, actor }) => `${action} ${actor}`))).toEqual(
      new Set(["SUBSCRIBE test-agent"]),
    );
  });

  it("get the very same text, each under the id that its client gave", async () => {
    const sockets = await Promise.all(
      ["1", 'quoted "id"', "한글"].map(async (id) => {
        const raw = await openRawSocket(`${app.url.replace("http", "ws")}/graphql`, {
          token: await app.token(),
        });
        await vi.waitFor(() => expect(raw.received).toHaveLength(1));
        const texts: string[] = [];
        raw.socket.on("message", (data) => texts.push((data as Buffer).toString("utf8")));
        const payload = { query: viewsOperation, variables: { customerId } };
        raw.send({ type: "subscribe", id, payload });
        await vi.waitFor(() => expect(texts).toHaveLength(1));
        return { id, raw, texts };
      }),
    );
    await appendViews(app, newIds(1));
    const payloads = [];
    for (const { id, raw, texts } of sockets) {
      await vi.waitFor(() => expect(texts).toHaveLength(2));
      const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
      expect(texts[1]?.startsWith(head)).toBe(true);
      payloads.push(texts[1]?.slice(head.length));
      raw.socket.close();
    }
    expect(new Set(payloads).size).toBe(1);
  });

  it("share also when they resume, each behind its own cursor", async () => {
    const first = await follow();
    const ids = newIds(6);
    const cursors: string[] = [];
    for (const id of ids) {
      await appendViews(app, [id]);
      cursors.push(toView(await first.next()).cursor);
    }
    const resumed = await Promise.all(
      cursors.map(async (after) => (await connect()).subscribe(viewsOperation, { customerId, after })),
    );
    for (const [at, stream] of resumed.entries())
      expect(await takeViews(stream, 5 - at)).toEqual(ids.slice(at + 1));
    // All are together from the next event on, or from the one after it when it came while they caught up.
    const [passing = "", last = ""] = newIds(2);
    await appendViews(app, [passing]);
    for (const stream of [first, ...resumed]) expect(await takeViews(stream, 1)).toEqual([passing]);
    countExecutions();
    await appendViews(app, [last]);
    for (const stream of [first, ...resumed]) expect(await takeViews(stream, 1)).toEqual([last]);
    expect(countExecutions()).toBe(1);
  });

  it("leave without the others noticing", async () => {
    const [leaving, staying] = [await follow(), await follow()];
    leaving[Symbol.dispose]();
    const ids = newIds(2);
    for (const id of ids) await appendViews(app, [id]);
    expect(await takeViews(staying, 2)).toEqual(ids);
  });
});

describe("subscribers of different rights", () => {
  const money = `subscription Money($customerId: ID!) {
    customerContext(customerId: $customerId) { kind customer { id profile { displayName } } record { ... on WebEvent { id url } } }
  }`;

  it.each<[string, Caller, Caller]>([
    ["roles", { role: "AGENT" }, { role: "ADMIN" }],
    ["purposes", { role: "AGENT", purpose: "SERVICE" }, { role: "AGENT", purpose: "LEGAL" }],
    ["branches", { role: "AGENT" }, { role: "AGENT", branches: ["nowhere"] }],
    ["cases", { role: "AGENT", cases: [] }, { role: "AGENT", cases: [customerId] }],
  ])("by %s never share", async (_what, one, other) => {
    const streams = [await follow(one, money), await follow(other, money), await follow(one, money)];
    countExecutions();
    await appendViews(app, newIds(1));
    const [first, second, third] = await Promise.all(streams.map((stream) => stream.next()));
    expect(countExecutions()).toBe(2);
    const requestIds = [first, second, third].map((message) => message?.extensions?.["requestId"]);
    expect(requestIds[0]).toBe(requestIds[2]);
    expect(requestIds[0]).not.toBe(requestIds[1]);
  });

  it("see what they may see of the same event", async () => {
    const [whole, out] = [await follow(), await follow({ branches: ["nowhere"] })];
    const [id = ""] = newIds(1);
    await appendViews(app, [id]);
    expect(await takeViews(whole, 1)).toEqual([id]);
    const hidden = await out.next();
    expect(toView(hidden)).toMatchObject({ kind: "WEB_EVENT", record: null });
    expect(hidden.extensions?.["withheld"]).toMatchObject([{ reason: "OUT_OF_REACH" }]);
  });
});

describe("a group", () => {
  it("judges the person anew for every event", async () => {
    const analyst: Caller = { role: "INTERNAL_APP", purpose: "ANALYTICS" };
    const streams = [await follow(analyst), await follow(analyst)];
    const record = async (clientKey: string, state: string): Promise<void> => {
      const { errors } = await app.ask(
        "mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { refusal { message } } }",
        {
          input: {
            clientKey,
            customerId,
            purpose: "ANALYTICS",
            state,
            noticeVersion: "1",
            collectionMethod: "test",
          },
        },
      );
      expect(errors).toBeUndefined();
      for (const stream of streams) await stream.next((message) => toView(message).kind === "CONSENT");
    };
    const see = async (): Promise<unknown> => {
      const [id = ""] = newIds(1);
      await appendViews(app, [id]);
      const seen = await Promise.all(
        streams.map(async (stream) => toView(await stream.next()).record?.id === `web_${id}`),
      );
      return seen;
    };
    expect(await see()).toEqual([true, true]);
    await record("fan-out-1", "WITHDRAWN");
    expect(await see()).toEqual([false, false]);
    await record("fan-out-2", "GIVEN");
    expect(await see()).toEqual([true, true]);
  });

  it("sends to nobody what could not be logged, and each resumes where it was", async () => {
    const streams = [await follow(), await follow()];
    const [seen = "", lost = "", later = ""] = newIds(3);
    await appendViews(app, [seen]);
    const cursors = await Promise.all(streams.map(async (stream) => toView(await stream.next()).cursor));
    log.before = () => Promise.reject(new Error("The disk is full."));
    await appendViews(app, [lost]);
    for (const stream of streams) {
      await expect(stream.completed).rejects.toMatchObject([
        { extensions: { code: "ACCESS_LOG_UNAVAILABLE", retryable: true } },
      ]);
    }
    log.before = () => undefined;
    await appendViews(app, [later]);
    for (const after of cursors) {
      const stream = (await connect()).subscribe(viewsOperation, { customerId, after });
      expect(await takeViews(stream, 2)).toEqual([lost, later]);
    }
  });

  it("gives an event that is under way to those who come up meanwhile, once it is logged for them too", async () => {
    const early = await follow();
    const gate = Promise.withResolvers<void>();
    const [id = "", next = ""] = newIds(2);
    log.before = (notes) => (notes.some(({ action }) => action === "SUBSCRIBE") ? gate.promise : undefined);
    await appendViews(app, [id]);
    await vi.waitFor(() => expect(countExecutions()).toBeGreaterThan(0));
    const late = (await connect()).subscribe(viewsOperation, { customerId });
    await turn();
    gate.resolve();
    expect(await takeViews(early, 1)).toEqual([id]);
    await late.next((message) => toView(message).kind === "SNAPSHOT");
    await appendViews(app, [next]);
    expect(await takeViews(late, 1)).toEqual([next]);
    expect(await takeViews(early, 1)).toEqual([next]);
  });

  it("has members who come, go and resume at any time, and who miss and repeat nothing", async () => {
    const random = new Random("fan-out");
    const all: string[] = [];
    let isOver = false;
    const write = async (): Promise<void> => {
      for (let n = 0; n < 120; n += 1) {
        const ids = newIds(1 + random.integer(0, 3));
        await appendViews(app, ids);
        all.push(...ids);
        if (random.chance(0.5)) await turn();
      }
      isOver = true;
    };
    const live = async (seed: number): Promise<readonly string[]> => {
      const own = new Random(`member ${String(seed)}`);
      const got: string[] = [];
      let after: string | undefined;
      for (let isLast = false; !isLast;) {
        isLast = isOver;
        using stream = (await connect()).subscribe(viewsOperation, { customerId, after });
        const wanted = isLast ? all.length : own.integer(1, 60);
        for (let n = 0; n < wanted && !(isLast && got.at(-1) === all.at(-1)); n += 1) {
          const { cursor, record } = toView(await stream.next());
          after = cursor;
          if (record !== null) got.push(record.id.replace(/^web_/, ""));
          if (isOver && got.at(-1) === all.at(-1)) return got;
        }
      }
      return got;
    };
    const writing = write();
    const members = await Promise.all(Array.from({ length: 12 }, (_, seed) => live(seed)));
    await writing;
    for (const got of members) expect(got).toEqual(all.slice(all.indexOf(got[0] ?? "")));
  });
});
