// A rule tried on the past, against what the engine does with the same events.
import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import type { NewEvent } from "../../src/domains/events/event.js";
import { recordConsent } from "../../src/domains/consent/record-consent.js";
import type { BuiltInRule } from "../../src/domains/triggers/install-rules.js";
import { readYaml } from "../../src/domains/triggers/rules/parse-rule.js";
import { simulateTriggerRule } from "../../src/domains/triggers/simulation/simulate-rule.js";
import { createLoaders } from "../../src/loaders/create-loaders.js";
import { createSimulationReader } from "../../src/loaders/create-simulation-reader.js";
import { makeActor } from "../fakes/actor.js";
import { nothingKnown } from "../fakes/outside-facts.js";
import { createTestStore, type TestStore } from "../harness/store.js";
import { createSteppedEngine } from "./stepped-engine.js";

vi.setConfig({ testTimeout: 60_000 });

const from = "2026-11-02T00:00:00Z";
const to = "2026-11-05T00:00:00Z";

const definition = readYaml(`
when:
  absence:
    after: { event: web-event.recorded, where: { name: Product Added } }
    without: { event: web-event.recorded, where: { name: Order Completed } }
    for: PT30M
by: sessionId
reEligibleAfter: PT2H
expiresAfter: PT12H
priority: 0.5
value: { of: properties.price, from: 0, to: 100, least: 0.1, most: 0.9 }
channel: PUSH
category: sales
caps: [{ per: RULE, atMost: 2, within: P1D }]
holdout: 0.3
text: { ko: { title: 가, explanation: 나 }, en: { title: a, explanation: b } }
`) as BuiltInRule["definition"];

/** Numbers that are the same at every run. */
function* drawNumbers(seed: string): Generator<number, never> {
  for (let at = 0; ; at += 1)
    yield (
      createHash("sha256")
        .update(`${seed}:${String(at)}`)
        .digest()
        .readUInt32BE(0) /
        2 ** 32
    );
}

function drawEvents(customers: readonly string[]): NewEvent[] {
  const numbers = drawNumbers("shop");
  const draw = (): number => numbers.next().value;
  const events = Array.from({ length: 240 }, (_, at): NewEvent => {
    const customerId = customers[Math.floor(draw() * customers.length)] ?? "";
    const name = draw() < 0.7 ? "Product Added" : "Order Completed";
    const recordId = `h${String(at)}`;
    const occurredAt = new Date(Date.parse(from) + Math.floor(draw() * 3 * 86_400_000)).toISOString();
    const properties = { price: Math.floor(draw() * 100) };
    const sessionId = `${customerId}-${String(Math.floor(draw() * 3))}`;
    const record = { recordId, type: "TRACK", name, occurredAt, sessionId, properties };
    return {
      type: "web-event.recorded",
      kind: "WEB_EVENT",
      customerId,
      recordId,
      record,
      occurredAt,
      dedupKey: recordId,
    };
  });
  return events.sort((left, right) => (left.occurredAt < right.occurredAt ? -1 : 1));
}

async function addCustomers(store: TestStore, clock: { now: () => Date }): Promise<string[]> {
  const ids = Array.from({ length: 8 }, (_, at) => `${String(at)}0000000-0000-4000-8000-000000000000`);
  for (const [at, customerId] of ids.entries()) {
    await store.sql("insert into customer (id) values ($1)", [customerId]);
    if (at === 0) continue;
    await recordConsent({ unitOfWork: store.unitOfWork, clock }, makeActor("agent"), {
      clientKey: customerId,
      customerId,
      purpose: "MARKETING",
      state: "GIVEN",
      noticeVersion: "1",
      collectionMethod: "app",
    });
  }
  return ids;
}

const listOutcomes = async (store: TestStore) =>
  (await store.sql(
    `select id, status = 'HELD' as held, coalesce(suppressed_by ->> 0, '') as reason, suppressed_by as reasons
       from trigger where rule = 'tried'`,
  )) as { id: string; held: boolean; reason: string; reasons: string[] }[];

test("a rule that is tried on the past does what the engine did with the same events, and writes nothing", async () => {
  const time = { now: new Date("2026-11-01T00:00:00Z") };
  const clock = { now: () => time.now };
  await using store = await createTestStore({ clock });
  await using engine = createSteppedEngine(store, time);
  const customers = await addCustomers(store, clock);
  await engine.install([{ name: "tried", definition }]);
  for (const event of drawEvents(customers)) await engine.tell(event);
  await engine.passUntil(to);
  const live = await listOutcomes(store);
  const countRows = () =>
    store.sql(`select (select count(*) from trigger) as triggers, (select count(*) from event) as events,
      (select count(*) from rule_state) as states, (select count(*) from considered_moment) as moments,
      (select count(*) from access_entry) as entries, (select count(*) from trigger_rule_version) as rules,
      (select count(*) from graphile_worker.jobs) as jobs`);
  const before = await countRows();

  const reader = createSimulationReader({
    createLoaders: () => createLoaders({ sources: [], stores: store, readTimeoutMs: 10_000, clock }),
    eventLog: engine.eventLog,
    listVisible: (ids) => Promise.resolve(ids),
    loadFacts: () => Promise.resolve({ profile: null, findInsight: () => undefined, segments: undefined }),
    findResponse: () => Promise.resolve(nothingKnown.response),
  });
  const input = { rule: "tried", name: "tried", definition, from, to };
  const answer = await simulateTriggerRule(reader, input, { now: new Date(to), elapsedMs: () => 0 });
  if ("refusal" in answer) throw new Error(answer.refusal.message);
  const { simulation } = answer;

  const count = (reason: string): number =>
    live.filter((trigger) => !trigger.held && trigger.reason === reason).length;
  expect(simulation).toMatchObject({
    events: 240,
    customers: 8,
    asOfToday: ["RESPONSE"],
    raised: count(""),
    held: live.filter(({ held }) => held).length,
  });
  const reasons = [...new Set(live.filter(({ held }) => !held).map(({ reason }) => reason))].filter(Boolean);
  expect(Object.fromEntries(simulation.suppressed.map((row) => [row.reason, row.count]))).toEqual(
    Object.fromEntries(reasons.map((reason) => [reason, count(reason)])),
  );
  // The events are such that all of it happened.
  expect(simulation.raised).toBeGreaterThan(10);
  expect(reasons.toSorted()).toEqual(expect.arrayContaining(["DUPLICATE", "HOLDOUT", "NO_CONSENT"]));
  for (const { id, suppressedBy } of simulation.examples) {
    expect(live.find((trigger) => trigger.id === id)?.reasons).toEqual(suppressedBy);
  }
  expect(simulation.examples).toHaveLength(20);
  expect(await countRows()).toEqual(before);
});
