// Other systems that are told of triggers: receivers on ports of their own, a real store, and the clock by hand.
import { randomUUID } from "node:crypto";
import { HTTP } from "cloudevents";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { describeEndpoint } from "../../src/commands/describe-endpoint.js";
import { recordConsent } from "../../src/domains/consent/record-consent.js";
import { updatePreferences } from "../../src/domains/contact-policy/update-preferences.js";
import { claimTrigger } from "../../src/domains/triggers/work-trigger.js";
import type { Trigger } from "../../src/domains/triggers/trigger.js";
import { silentLogger } from "../../src/observability/logger.js";
import {
  deliverTriggerWebhooks,
  tellEndpoint,
  type TriggerEndpoint,
  type WebhookDeliveryParts,
} from "../../src/reactions/deliver-trigger-webhooks.js";
import { toNodeId } from "../../src/shared/ids.js";
import { makeActor } from "../fakes/actor.js";
import { startHttpSystem, type ArrivedRequest } from "../fakes/http-system.js";
import { nothingKnown } from "../fakes/outside-facts.js";
import { messageTerms } from "../fakes/silence-facts.js";
import { makeTrigger } from "../fakes/trigger.js";
import { createTestStore } from "../harness/store.js";
import { decideOver } from "./deciding.js";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"; // cspell:ignore ILPZ
const noon = Date.parse("2026-11-23T03:00:00Z");
const agent = makeActor("agent-7");

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
}

/** A system that takes what it is told unless the test says otherwise; `undefined` hangs up. */
async function startReceiver(
  reply: (request: ArrivedRequest) => Reply | undefined = () => ({ status: 204 }),
) {
  const receiver = { reply };
  const system = await startHttpSystem((request, response) => {
    const answer = receiver.reply(request);
    if (answer === undefined) return void response.destroy();
    response.writeHead(answer.status, answer.headers ?? {}).end();
  });
  return Object.assign(receiver, system, {
    listTold: () => system.requests.map(({ body }) => (JSON.parse(body) as Message).data.trigger.id),
  });
}

interface Message {
  readonly data: { readonly trigger: { readonly id: string } };
}

async function startShop(endpoints: readonly Omit<TriggerEndpoint, "secret">[]) {
  const time = { now: new Date(noon) };
  const clock = { now: () => time.now };
  const stack = new AsyncDisposableStack();
  const store = stack.use(await createTestStore({ clock }));
  const parts: WebhookDeliveryParts = {
    unitOfWork: store.unitOfWork,
    clock,
    queue: store.webhooks,
    endpoints: endpoints.map((endpoint) => ({ ...endpoint, secret })),
    findCrmId: () => Promise.resolve("C-1"),
    loadOutside: () => Promise.resolve(nothingKnown),
    logger: silentLogger,
    random: () => 0,
    retriesMs: [5_000, 300_000],
    timeoutMs: 2_000,
    intervalMs: 20,
  };
  await store.webhooks.setEndpoints(parts.endpoints);
  const deciding = decideOver(store, clock);
  const change = { unitOfWork: store.unitOfWork, clock };

  async function consent(customerId: string, state: "GIVEN" | "WITHDRAWN"): Promise<void> {
    const answer = await recordConsent(change, agent, {
      clientKey: randomUUID(),
      customerId,
      purpose: "MARKETING",
      state,
      noticeVersion: "1",
      collectionMethod: "app",
    });
    expect(answer).not.toHaveProperty("refusal");
  }

  return {
    store,
    time,
    parts,
    change,
    deciding,
    consent,
    /** A trigger about a new customer who said yes to marketing. */
    async raise(more: Partial<Trigger> = {}): Promise<Trigger> {
      const customerId = randomUUID();
      await store.sql("insert into customer (id) values ($1)", [customerId]);
      await consent(customerId, "GIVEN");
      const trigger = makeTrigger({
        customerId,
        raisedAt: time.now.toISOString(),
        expiresAt: new Date(noon + 3 * 86_400_000).toISOString(),
        terms: messageTerms,
        ...more,
      });
      await deciding.consider(trigger);
      return trigger;
    },
    tell: (at = 0) => tellEndpoint(parts, parts.endpoints[at]!, new AbortController().signal),
    pass: (milliseconds: number): void => void (time.now = new Date(time.now.getTime() + milliseconds)),
    list: () =>
      store.sql(
        "select endpoint, status, attempts, answer_status, reason from webhook_delivery order by number",
      ),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const idOf = ({ id }: Trigger): string => toNodeId("Trigger", id);

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
      await webhooks.add({ id: randomUUID(), terms: messageTerms }, shop.time.now.toISOString());
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
