// A rule that asks for the profile, while the system that has it is down: no moment is lost.
import { expect, test } from "vitest";
import type { Profile } from "../../src/domains/customer/records.js";
import type { NewEvent } from "../../src/domains/events/event.js";
import type { BuiltInRule } from "../../src/domains/triggers/install-rules.js";
import { createTestStore } from "../harness/store.js";
import { createSteppedEngine } from "./stepped-engine.js";

const text = { title: "a", explanation: "b" };
const makeRule = (name: string, wanted?: object): BuiltInRule => ({
  name,
  definition: {
    when: { match: { event: "web-event.recorded" } },
    ...(wanted && { if: wanted }),
    expiresAfter: "PT1H",
    priority: 0.5,
    value: 0.5,
    purpose: "SERVICE",
    text: { ko: text, en: text },
  },
});
const customerId = "10000000-0000-4000-8000-000000000000";
const at = "2026-11-02T03:00:00Z";
const event: NewEvent = {
  type: "web-event.recorded",
  kind: "WEB_EVENT",
  customerId,
  recordId: "w1",
  record: { recordId: "w1", type: "TRACK", name: "Signed In", occurredAt: at },
  occurredAt: at,
  dedupKey: "w1",
};

async function startOutage() {
  const time = { now: new Date("2026-11-02T00:00:00Z") };
  const store = await createTestStore({ clock: { now: () => time.now } });
  await store.sql("insert into customer (id) values ($1)", [customerId]);
  const bank: { profile: Profile | undefined } = { profile: undefined };
  const engine = createSteppedEngine(store, time, undefined, () =>
    Promise.resolve({ profile: bank.profile, findInsight: () => undefined, segments: undefined }),
  );
  await engine.install([makeRule("gold", { "profile.tier": "GOLD" }), makeRule("anybody")]);
  await engine.tell(event);
  return {
    bank,
    engine,
    pass: (milliseconds: number): void => void (time.now = new Date(time.now.getTime() + milliseconds)),
    list: () => store.sql("select rule, status, suppressed_by as reasons from trigger order by rule"),
    [Symbol.asyncDispose]: async () => {
      await engine[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

const anybody = { rule: "anybody", status: "RAISED", reasons: [] };

test("what depends on it is decided when it is back, and holds nothing else up", async () => {
  await using outage = await startOutage();
  expect(await outage.list()).toEqual([anybody]);
  outage.pass(11_000);
  await outage.engine.decide();
  expect(await outage.list()).toEqual([anybody]);
  outage.bank.profile = { recordId: "1", tier: "GOLD" } as Profile;
  outage.pass(11_000);
  await outage.engine.decide();
  expect(await outage.list()).toEqual([anybody, { rule: "gold", status: "RAISED", reasons: [] }]);
});

test("what is too late by then is a record as well", async () => {
  await using outage = await startOutage();
  outage.pass(2 * 3_600_000);
  await outage.engine.decide();
  expect(await outage.list()).toEqual([
    anybody,
    { rule: "gold", status: "SUPPRESSED", reasons: ["EXPIRED"] },
  ]);
});
