// A store whose triggers other systems are told of, the clock by hand, and receivers on ports of their own.
import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { recordConsent } from "../../src/domains/consent/record-consent.js";
import type { Trigger } from "../../src/domains/triggers/trigger.js";
import { silentLogger } from "../../src/observability/logger.js";
import {
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

/** Of every endpoint. */
export const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"; // cspell:ignore ILPZ
/** In Seoul, when the clock starts. */
export const noon = Date.parse("2026-11-23T03:00:00Z");
/** Who works on triggers. */
export const agent = makeActor("agent-7");

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
}

/** A system that takes what it is told unless the test says otherwise; `undefined` hangs up. */
export async function startReceiver(
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
    /** What kind of thing it was told, in order. */
    listTypes: () => system.requests.map(({ body }) => (JSON.parse(body) as Message).type),
  });
}

interface Message {
  readonly type: string;
  readonly data: { readonly trigger: { readonly id: string } };
}

/** A shop with these endpoints. */
export async function startShop(endpoints: readonly Omit<TriggerEndpoint, "secret">[]) {
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

/** The id of a trigger as other systems know it. */
export const idOf = ({ id }: Trigger): string => toNodeId("Trigger", id);
