// Notices on their way to sources that are down, slow, or change their mind.
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { RightsNotice } from "../../src/domains/rights/rights-notice.js";
import { silentLogger } from "../../src/observability/logger.js";
import {
  deliverDue,
  deliverRightsNotices,
  type NoticeDelivery,
} from "../../src/reactions/deliver-rights-notices.js";
import { startHttpSystem } from "../fakes/http-system.js";
import { createScriptedPause } from "../fakes/scripted-pause.js";
import { createTestStore, type TestStore } from "../harness/store.js";
import { startNoticeReceiver } from "./sources-that-answer.js";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"; // cspell:ignore ILPZ
const body = JSON.stringify({
  type: "person.erasure-requested",
  data: { identities: [{ value: "+821012345678" }] },
});

async function addNotice(store: TestStore, at: Date): Promise<string> {
  const notice: RightsNotice = {
    id: randomUUID(),
    kind: "ERASURE",
    aboutId: randomUUID(),
    source: "crm",
    status: "PENDING",
    attempts: 0,
    answerStatus: null,
    answeredAt: null,
    answer: null,
    createdAt: at.toISOString(),
  };
  await store.unitOfWork.run(({ rightsNotices }) => rightsNotices.add(notice, body));
  return notice.aboutId;
}

const findNotice = async (store: TestStore, aboutId: string) =>
  (await store.rightsNotices.loadByAbout([aboutId])).get(aboutId)?.[0];

async function startDelivery(more: Partial<NoticeDelivery> = {}) {
  const stack = new AsyncDisposableStack();
  const store = stack.use(await createTestStore());
  const receiver = stack.use(await startNoticeReceiver(secret));
  const time = { now: new Date() };
  const delivery: NoticeDelivery = {
    queue: store.rightsNotices,
    addresses: new Map([["crm", { url: receiver.url, secret }]]),
    clock: { now: () => time.now },
    logger: silentLogger,
    random: () => 0,
    timeoutMs: 2_000,
    ...more,
  };
  const aboutId = await addNotice(store, time.now);
  return {
    store,
    receiver,
    time,
    delivery,
    aboutId,
    run: () => deliverDue(delivery, new AbortController().signal),
    find: () => findNotice(store, aboutId),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe("a notice to a source", () => {
  it("that answers 500, hangs up, and then confirms is sent three times under one id and keeps the answer", async () => {
    await using test = await startDelivery();
    const { receiver, time } = test;
    receiver.answer = (attempt) =>
      attempt === 1
        ? { status: 500 }
        : attempt === 2
          ? undefined
          : {
              status: 200,
              body: { status: "RETAINED", reason: "Law, for +821012345678", until: "2031-01-01" },
            };
    expect(await test.run()).toBe(1);
    expect(await test.find()).toMatchObject({ status: "PENDING", attempts: 1, answerStatus: 500 });
    expect(await test.run()).toBe(0);
    time.now = new Date(time.now.getTime() + 5_000);
    expect(await test.run()).toBe(1);
    expect(await test.find()).toMatchObject({ status: "PENDING", attempts: 2, answerStatus: null });
    time.now = new Date(time.now.getTime() + 300_000);
    expect(await test.run()).toBe(1);
    expect(await test.find()).toMatchObject({
      status: "CONFIRMED",
      attempts: 3,
      answerStatus: 200,
      answer: { status: "RETAINED", reason: "Law, for …", until: "2031-01-01" },
    });
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    expect(receiver.received.map(({ isSigned }) => isSigned)).toEqual([true, true, false]);
    // The last one was signed minutes ahead of the receiver's clock: it refuses such messages, and so does the check above.
    expect(await test.store.sql("select payload from rights_notice")).toEqual([{ payload: null }]);
  });

  it("that never answers is given up at the deadline and tried again", async () => {
    await using test = await startDelivery({ timeoutMs: 50 });
    await using silent = await startHttpSystem(() => undefined);
    const addresses = new Map([["crm", { url: silent.url, secret }]]);
    await deliverDue({ ...test.delivery, addresses }, new AbortController().signal);
    expect(silent.requests).toHaveLength(1);
    expect(await test.find()).toMatchObject({ status: "PENDING", attempts: 1, answerStatus: null });
  });

  it("that is down fails after ten attempts within four days, and is forgotten then", async () => {
    await using test = await startDelivery({
      addresses: new Map([["crm", { url: "http://127.0.0.1:9/", secret }]]),
    });
    const start = test.time.now.getTime();
    let attempts = 0;
    for (; (await test.find())?.status === "PENDING"; attempts += await test.run()) {
      const [row] = (await test.store.sql("select next_attempt_at from rights_notice")) as {
        next_attempt_at: Date;
      }[];
      test.time.now = row!.next_attempt_at;
    }
    expect(attempts).toBe(10);
    expect(test.time.now.getTime() - start).toBeLessThan(4 * 86_400_000);
    expect(await test.find()).toMatchObject({ status: "FAILED", attempts: 10, answerStatus: null });
    expect(await test.store.sql("select payload, next_attempt_at from rights_notice")).toEqual([
      { payload: null, next_attempt_at: null },
    ]);
  });

  it("is sent by one of several processes, and by another when the first dies with it", async () => {
    await using test = await startDelivery();
    const now = test.time.now.toISOString();
    const lent = new Date(test.time.now.getTime() + 60_000).toISOString();
    const taken = await Promise.all(
      Array.from({ length: 5 }, () => test.store.rightsNotices.take(now, lent, 10)),
    );
    expect(taken.flat()).toHaveLength(1);
    // Whoever took it is gone.
    expect(await test.run()).toBe(0);
    test.time.now = new Date(test.time.now.getTime() + 60_000);
    expect(await test.run()).toBe(1);
    expect(await test.find()).toMatchObject({ status: "CONFIRMED", attempts: 2 });
  });

  it("that redirects is not sent on, and one with a wrong secret is seen by its receiver", async () => {
    await using test = await startDelivery();
    const { receiver } = test;
    const answer = receiver.answer;
    receiver.answer = () => ({ status: 302 });
    await test.run();
    expect(await test.find()).toMatchObject({ status: "PENDING", attempts: 1 });
    receiver.answer = answer;
    const stranger = new Map([
      ["crm", { url: receiver.url, secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
    ]);
    test.time.now = new Date(test.time.now.getTime() + 5_000);
    await deliverDue({ ...test.delivery, addresses: stranger }, new AbortController().signal);
    expect(receiver.received.at(-1)?.isSigned).toBe(false);
  });

  it("is delivered by the running loop, which goes on when the store is away for a moment", async () => {
    const scripted = createScriptedPause();
    await using test = await startDelivery({ pause: scripted.pause });
    let isAway = true;
    const queue = {
      ...test.store.rightsNotices,
      take: async (...args: Parameters<TestStore["rightsNotices"]["take"]>) => {
        if (isAway) throw new Error("away");
        return test.store.rightsNotices.take(...args);
      },
    };
    await using _running = deliverRightsNotices({ ...test.delivery, queue });
    await scripted.idle();
    expect(test.receiver.received).toEqual([]);
    isAway = false;
    await scripted.next();
    await scripted.idle();
    expect(await test.find()).toMatchObject({ status: "CONFIRMED" });
  });
});
