// Other systems that are told of triggers: receivers on ports of their own, a real store, and the clock by hand.
import { randomUUID } from "node:crypto";
import { HTTP } from "cloudevents";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { describeEndpoint } from "../../src/commands/describe-endpoint.js";
import { updatePreferences } from "../../src/domains/contact-policy/update-preferences.js";
import { claimTrigger } from "../../src/domains/triggers/work-trigger.js";
import type { Trigger } from "../../src/domains/triggers/trigger.js";
import { deliverTriggerWebhooks } from "../../src/reactions/deliver-trigger-webhooks.js";
import { toNodeId } from "../../src/shared/ids.js";
import { messageTerms } from "../fakes/silence-facts.js";
import { agent, idOf, noon, secret, startReceiver, startShop } from "./webhook-shop.js";

describe("a trigger that is raised", () => {
  test("is told once, as a CloudEvent that is signed, with no more of the customer than ids", async () => {
    await using receiver = await startReceiver();
    await using shop = await startShop([{ name: "mailer", url: receiver.url }]);
    const trigger = await shop.raise({ title: "장바구니", explanation: "이유" });
    expect(await shop.tell()).toBe(1);
    expect(await shop.tell()).toBe(0);
    const [request] = receiver.requests;
    const { body = "", headers = {} } = request ?? {};
    // The reference implementation looks at the time as well, which in this test stands still.
    const timestamp = Number(headers["webhook-timestamp"]);
    expect(timestamp).toBe(noon / 1_000);
    const now = Date.now;
    Date.now = () => noon;
    try {
      new Webhook(secret).verify(body, headers as Record<string, string>);
      expect(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>)).toThrow();
    } finally {
      Date.now = now;
    }
    const event = HTTP.toEvent({ headers: headers as Record<string, string>, body });
    expect(event).toMatchObject({
      specversion: "1.0",
      id: headers["webhook-id"],
      type: "trigger.raised",
      subject: toNodeId("Customer", trigger.customerId),
    });
    expect(JSON.parse(body)).toMatchObject({
      data: {
        trigger: { id: idOf(trigger), rule: trigger.rule, title: "장바구니", explanation: "이유" },
        customer: { id: toNodeId("Customer", trigger.customerId), crmId: "C-1" },
        contact: { purpose: "MARKETING", channel: "SMS", topic: null, product: null, category: "general" },
        evidence: trigger.evidence,
      },
    });
    expect(await shop.list()).toMatchObject([{ status: "DELIVERED", attempts: 1, answer_status: 204 }]);
    expect(
      await shop.store.sql(
        "select actor, action, application from access_entry where actor like 'system:webhook%'",
      ),
    ).toEqual([{ actor: "system:webhook:mailer", action: "SUBSCRIBE", application: "mailer" }]);
  });

  test("is told to those who want its channel, and to nobody when its transaction fails", async () => {
    await using receiver = await startReceiver();
    const { url } = receiver;
    await using shop = await startShop([
      { name: "all", url },
      { name: "mailer", url, channels: ["EMAIL"] },
      { name: "texts", url, channels: ["SMS", "PUSH"] },
    ]);
    await shop.raise();
    expect(await shop.list()).toMatchObject([{ endpoint: "all" }, { endpoint: "texts" }]);
    const { unitOfWork } = shop.store;
    const failing = unitOfWork.run(async ({ webhooks }) => {
      await webhooks.add({ id: randomUUID(), terms: messageTerms }, "raised", shop.time.now.toISOString());
      throw new Error("and then it failed");
    });
    await expect(failing).rejects.toThrow("and then it failed");
    expect(await shop.list()).toHaveLength(2);
  });
});

describe("an endpoint that is down", () => {
  test("is told in order when it is back, no sooner than it asked for, and holds nobody else up", async () => {
    await using down = await startReceiver(() => ({ status: 503, headers: { "retry-after": "120" } }));
    await using up = await startReceiver();
    await using shop = await startShop([
      { name: "down", url: down.url },
      { name: "up", url: up.url },
    ]);
    const triggers = [await shop.raise(), await shop.raise(), await shop.raise()];
    await shop.tell(0);
    await shop.tell(1);
    expect(up.listTold()).toEqual(triggers.map(idOf));
    expect(down.requests).toHaveLength(1);

    down.reply = () => ({ status: 200 });
    shop.pass(119_000);
    expect(await shop.tell(0)).toBe(0);
    shop.pass(2_000);
    expect(await shop.tell(0)).toBe(3);
    expect(down.listTold()).toEqual([triggers[0], ...triggers].map((trigger) => idOf(trigger!)));
    const ids = down.requests.map(({ headers }) => headers["webhook-id"]);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
  });

  test("that never answers gets its last try, and what died is told again on request under its id", async () => {
    await using receiver = await startReceiver(() => undefined);
    await using shop = await startShop([{ name: "mailer", url: receiver.url }]);
    const trigger = await shop.raise();
    for (const wait of [0, 5_000, 300_000]) {
      shop.pass(wait);
      expect(await shop.tell()).toBe(1);
    }
    shop.pass(86_400_000);
    expect(await shop.tell()).toBe(0);
    const [figures] = await shop.store.webhooks.listFigures();
    expect(figures).toMatchObject({
      endpoint: "mailer",
      counts: { DEAD: 1, PENDING: 0 },
      lastFailure: "no answer",
    });
    expect(describeEndpoint(figures!)).toContain(
      "mailer: 0 waiting, 0 delivered, 0 cancelled, 1 dead (the last: no answer)",
    );

    receiver.reply = () => ({ status: 200 });
    expect(await shop.store.webhooks.replayDead("other", shop.time.now.toISOString())).toBe(0);
    expect(await shop.store.webhooks.replayDead(null, shop.time.now.toISOString())).toBe(1);
    expect(await shop.tell()).toBe(1);
    expect(receiver.listTold()).toEqual(Array.from({ length: 4 }, () => idOf(trigger)));
    expect(new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(await shop.list()).toMatchObject([{ status: "DELIVERED" }]);
  });

  test("refuses one message and is told the next ones meanwhile", async () => {
    await using receiver = await startReceiver();
    await using shop = await startShop([{ name: "mailer", url: receiver.url }]);
    const [first, second] = [await shop.raise(), await shop.raise()];
    receiver.reply = ({ body }) => ({ status: body.includes(idOf(first)) ? 422 : 200 });
    expect(await shop.tell()).toBe(2);
    expect(receiver.listTold()).toEqual([first, second].map(idOf));
    expect(await shop.list()).toMatchObject([
      { status: "PENDING", answer_status: 422, reason: "HTTP 422" },
      { status: "DELIVERED" },
    ]);
  });
});

describe("what holds when it is told", () => {
  test("decides: who withdrew is left alone, and so is who is being served by an agent", async () => {
    await using receiver = await startReceiver();
    await using shop = await startShop([{ name: "mailer", url: receiver.url }]);
    const withdrawn = await shop.raise();
    await shop.consent(withdrawn.customerId, "WITHDRAWN");
    const claimed = await shop.raise();
    await claimTrigger(shop.change, agent, { id: claimed.id });
    const expired = await shop.raise({ expiresAt: new Date(noon + 1_000).toISOString() });
    shop.pass(2_000);
    expect(expired.status).toBe("RAISED");
    expect(await shop.tell()).toBe(3);
    expect(receiver.requests).toEqual([]);
    expect(await shop.list()).toMatchObject([
      { status: "CANCELLED", reason: "SUPPRESSED" },
      { status: "CANCELLED", reason: "CLAIMED" },
      { status: "CANCELLED", reason: "EXPIRED" },
    ]);
  });

  test("holds back what comes late in the evening until the morning, and then it is told once", async () => {
    await using receiver = await startReceiver(() => undefined);
    await using shop = await startShop([{ name: "texts", url: receiver.url }]);
    // 20:59:58 in Seoul.
    shop.pass(9 * 3_600_000 - 2_000);
    const trigger = await shop.raise();
    await shop.tell();
    receiver.reply = () => ({ status: 200 });
    shop.pass(6_000);
    await shop.tell();
    expect(receiver.requests).toHaveLength(1);
    expect(await shop.deciding.find(trigger.id)).toMatchObject({
      status: "HELD",
      suppressedBy: ["NIGHT_CONSENT_MISSING"],
    });
    expect(await shop.list()).toMatchObject([{ status: "CANCELLED", reason: "NIGHT_CONSENT_MISSING" }]);
    shop.pass(11 * 3_600_000);
    await shop.deciding.attend(trigger.id);
    expect(await shop.tell()).toBe(1);
    expect(await shop.tell()).toBe(0);
    expect(receiver.listTold()).toEqual([trigger, trigger].map(idOf));
  });

  test("is the customer's wish: a channel that was opted out of is not used", async () => {
    await using receiver = await startReceiver();
    await using shop = await startShop([{ name: "texts", url: receiver.url }]);
    const { customerId } = await shop.raise();
    const channels = [{ channel: "SMS" as const, allowed: false }];
    await updatePreferences(shop.change, agent, { customerId, version: 0, channels });
    await shop.tell();
    expect(receiver.requests).toEqual([]);
  });
});

test("three processes that deliver at once tell an endpoint everything once and in order", async () => {
  await using receiver = await startReceiver();
  await using shop = await startShop([{ name: "mailer", url: receiver.url }]);
  const triggers: Trigger[] = [];
  for (let count = 0; count < 12; count += 1) triggers.push(await shop.raise());
  {
    await using _one = await deliverTriggerWebhooks(shop.parts);
    await using _two = await deliverTriggerWebhooks(shop.parts);
    await using _three = await deliverTriggerWebhooks(shop.parts);
    await expect.poll(() => receiver.requests.length, { timeout: 10_000 }).toBe(12);
    await expect
      .poll(async () => (await shop.store.webhooks.listFigures())[0]?.counts.DELIVERED, { timeout: 10_000 })
      .toBe(12);
  }
  expect(receiver.listTold()).toEqual(triggers.map(idOf));
});
