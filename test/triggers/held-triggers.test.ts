// Triggers that wait, through the public door: a gateway with its timers, HTTP and the socket.
import { afterAll, beforeAll, expect, test } from "vitest";
import { screenTerms } from "../../src/domains/triggers/trigger-terms.js";
import { toNodeId } from "../../src/shared/ids.js";
import { makeTrigger } from "../fakes/trigger.js";
import { connectLive } from "../harness/live-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";
import { decideOver } from "./deciding.js";

// The clock runs as it does, and shows four seconds to eight in the morning in Seoul when the test begins.
const start = { at: Date.now() };
const clock = { now: () => new Date(Date.parse("2026-07-01T22:59:56Z") + Date.now() - start.at) };

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock });
});
afterAll(() => app[Symbol.asyncDispose]());

test("a call that comes up in the quiet hours rings when they are over, once, and not to who is held out", async () => {
  const customer = toCustomerId("minjun");
  const customerId = customer.slice("cus_".length);
  start.at = Date.now();
  const { data: before } = await app.ask(
    "query ($id: ID!) { customer(id: $id) { preferences { version } } }",
    { id: customer },
    { role: "INTERNAL_APP" },
  );
  const { version } = (before as unknown as { customer: { preferences: { version: number } } }).customer
    .preferences;
  await app.ask(
    `mutation ($input: UpdatePreferencesInput!) { updatePreferences(input: $input) { refusal { message } } }`,
    {
      input: {
        customerId: customer,
        version,
        quietHours: { from: "22:00", to: "08:00" },
        timeZone: "Asia/Seoul",
      },
    },
    { role: "INTERNAL_APP" },
  );
  const terms = { ...screenTerms, channel: "CALL" as const };
  const raisedAt = clock.now().toISOString();
  const call = makeTrigger({ customerId, raisedAt, rule: "call", terms });
  const heldOut = makeTrigger({ customerId, raisedAt, rule: "silent", terms: { ...terms, holdout: 1 } });
  await using live = connectLive(app.url, await app.token());
  using stream = live.subscribe(
    'subscription { triggerRaised(filter: { rules: ["call", "silent"] }) { trigger { id status raisedAt } } }',
  );
  using probe = live.subscribe("subscription ($id: ID!) { customerContext(customerId: $id) { kind } }", {
    id: customer,
  });
  await probe.next();
  await decideOver(app.app.store, clock).consider(call, heldOut);
  const ask = async () => {
    const { data } = await app.ask(
      `query ($id: ID!) { customer(id: $id) {
         triggers(status: [HELD, SUPPRESSED]) { edges { node { rule status suppressedBy heldUntil } } }
         timeline(kinds: [TRIGGER]) { edges { node { record { ... on Trigger { id } } } } } } }`,
      { id: customer },
    );
    return (
      data as unknown as {
        customer: { triggers: { edges: { node: object }[] }; timeline: { edges: object[] } };
      }
    ).customer;
  };
  const waiting = await ask();
  expect(new Set(waiting.triggers.edges.map(({ node }) => node))).toEqual(
    new Set([
      { rule: "silent", status: "SUPPRESSED", suppressedBy: ["QUIET_HOURS", "HOLDOUT"], heldUntil: null },
      { rule: "call", status: "HELD", suppressedBy: ["QUIET_HOURS"], heldUntil: "2026-07-01T23:00:00Z" },
    ]),
  );
  expect(waiting.timeline.edges).toEqual([]);
  const raised = await stream.next(() => true, 15_000);
  expect((raised as unknown as { data: { triggerRaised: object } }).data.triggerRaised).toEqual({
    trigger: { id: toNodeId("Trigger", call.id), status: "RAISED", raisedAt },
  });
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(Date.parse("2026-07-01T23:00:00Z"));
  expect((await ask()).timeline.edges).toHaveLength(1);
});
