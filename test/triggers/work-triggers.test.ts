// Working triggers through the public door: HTTP and the socket, on two gateways over one store.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toNodeId } from "../../src/shared/ids.js";
import { toTriggerEvent, toTriggerTimers } from "../../src/domains/triggers/trigger-steps.js";
import { screenTerms } from "../../src/domains/triggers/trigger-terms.js";
import type { Trigger } from "../../src/domains/triggers/trigger.js";
import { makeTrigger } from "../fakes/trigger.js";
import { connectLive } from "../harness/live-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";

let app: TestApp;
let other: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  other = await startTestApp({ bank: app.bank, isFollowing: false });
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

const customer = toCustomerId("minjun");
const customerId = customer.slice("cus_".length);
const lee: Caller = { account: "agent-lee" };
const park: Caller = { account: "agent-park" };

/** Raises a trigger as a rule does; answers its id in the graph. */
async function raise(more: Partial<Trigger> = {}): Promise<string> {
  const trigger = makeTrigger({ customerId, ...more });
  await app.app.store.unitOfWork.run(async ({ triggers, schedule, events }) => {
    await triggers.add(trigger);
    await schedule.at(toTriggerTimers(trigger));
    await events.append([toTriggerEvent(trigger, "raised", trigger.raisedAt)]);
  });
  return toNodeId("Trigger", trigger.id);
}

interface Worked {
  readonly trigger: Record<string, unknown> | null;
  readonly refusal: { readonly code: string; readonly message: string } | null;
}

const shown = "trigger { id status claimedBy claimedAt outcome closedAt } refusal { code message field }";
async function work(
  mutation: "claimTrigger" | "resolveTrigger" | "dismissTrigger",
  id: string,
  caller: Caller,
  gateway = app,
): Promise<Worked> {
  const text = {
    claimTrigger: "",
    resolveTrigger: ', outcome: "Sold"',
    dismissTrigger: ', reason: "Not now"',
  };
  const { data, errors } = await gateway.ask(
    `mutation ($id: ID!) { ${mutation}(id: $id${text[mutation]}) { ${shown} } }`,
    { id },
    caller,
  );
  expect(errors).toBeUndefined();
  return (data as unknown as Record<string, Worked>)[mutation]!;
}

async function listEvents(id: string): Promise<readonly string[]> {
  const rows = await app.app.store.read<[string]>(
    { name: "events-of-record", text: "select type from event where record_id = $1 order by cursor" },
    [id.slice("trg_".length)],
  );
  return rows.map(([type]) => type);
}

describe("a trigger", () => {
  test("is claimed by one of a hundred agents who ask two gateways at the same time, and nobody learns who it was", async () => {
    const id = await raise();
    const callers = Array.from({ length: 100 }, (_, at) => ({ account: `agent-${String(at)}` }));
    const answers = await Promise.all(
      callers.map((caller, at) => work("claimTrigger", id, caller, at % 2 === 0 ? app : other)),
    );
    const won = answers.flatMap(({ trigger }, at) => (trigger === null ? [] : [{ trigger, at }]));
    expect(won).toHaveLength(1);
    const [{ trigger, at }] = won as [(typeof won)[0]];
    const winner = callers[at]!;
    expect(trigger).toMatchObject({ id, status: "CLAIMED", claimedBy: winner.account });
    const lost = answers.filter((answer) => answer.trigger === null);
    expect(lost).toHaveLength(99);
    for (const answer of lost) {
      expect(answer.refusal).toEqual({
        code: "ALREADY_CLAIMED",
        message: "Somebody else was first.",
        field: "id",
      });
    }
    expect(await work("claimTrigger", id, winner, other)).toEqual({ trigger, refusal: null });
    expect(await listEvents(id)).toEqual(["trigger.raised", "trigger.claimed"]);
  });

  test("is resolved by the one who claimed it, and by nobody else, once", async () => {
    const id = await raise();
    expect((await work("resolveTrigger", id, lee)).refusal).toMatchObject({ code: "INVALID_TRANSITION" });
    await work("claimTrigger", id, lee);
    expect((await work("resolveTrigger", id, park)).refusal).toMatchObject({ code: "INVALID_TRANSITION" });
    const { trigger } = await work("resolveTrigger", id, lee);
    expect(trigger).toMatchObject({ status: "RESOLVED", claimedBy: "agent-lee", outcome: "Sold" });
    expect(trigger?.["closedAt"]).not.toBeNull();
    expect((await work("resolveTrigger", id, lee)).refusal).toMatchObject({ code: "INVALID_TRANSITION" });
    expect((await work("dismissTrigger", id, lee)).refusal).toMatchObject({ code: "INVALID_TRANSITION" });
    expect((await work("claimTrigger", id, lee)).refusal).toMatchObject({ code: "INVALID_TRANSITION" });
    expect((await work("claimTrigger", id, park)).refusal).toMatchObject({ code: "ALREADY_CLAIMED" });
    expect(await listEvents(id)).toEqual(["trigger.raised", "trigger.claimed", "trigger.resolved"]);
  });

  test("that calls the customer becomes a contact in their history when it is resolved, and not when it is dismissed", async () => {
    const terms = { ...screenTerms, channel: "CALL" as const, product: "적금" };
    const rule = "call-about-savings";
    const ids = [await raise({ rule, terms }), await raise({ rule, terms }), await raise({ rule, terms })];
    for (const id of ids) await work("claimTrigger", id, lee);
    await work("dismissTrigger", ids[0]!, lee);
    await work("resolveTrigger", ids[1]!, lee);
    const { data } = await app.ask(
      `mutation ($id: ID!) { resolveTrigger(id: $id, outcome: "Rang for long", result: NO_ANSWER) { trigger {
         status customer { contacts(first: 2) { edges { node { campaign offer channel attempt result } } } } } } }`,
      { id: ids[2] },
      lee,
    );
    const contact = { campaign: rule, offer: "적금", channel: "CALL" };
    expect(data).toEqual({
      resolveTrigger: {
        trigger: {
          status: "RESOLVED",
          customer: {
            contacts: {
              edges: [
                { node: { ...contact, attempt: 2, result: "NO_ANSWER" } },
                { node: { ...contact, attempt: 1, result: "DELIVERED" } },
              ],
            },
          },
        },
      },
    });
  });

  test("is dismissed with a reason, also by a supervisor for the one who claimed it", async () => {
    const id = await raise();
    await work("claimTrigger", id, lee);
    const { trigger } = await work("dismissTrigger", id, { role: "ADMIN" });
    expect(trigger).toMatchObject({ status: "DISMISSED", claimedBy: "agent-lee", outcome: "Not now" });
    const { data } = await app.ask("{ viewer { supervisesTriggers } }", {}, { role: "ADMIN" });
    expect(data).toEqual({ viewer: { supervisesTriggers: true } });
    expect((await app.ask("{ viewer { supervisesTriggers } }")).data).toEqual({
      viewer: { supervisesTriggers: null },
    });
  });

  test("needs a text of what came of it", async () => {
    const id = await raise();
    await work("claimTrigger", id, lee);
    const { data } = await app.ask(
      `mutation ($id: ID!) { resolveTrigger(id: $id, outcome: " ") { ${shown} } }`,
      { id },
      lee,
    );
    expect(data).toMatchObject({ resolveTrigger: { trigger: null, refusal: { code: "INVALID_INPUT" } } });
  });

  test("that was held back cannot be claimed, and one that is not there is not found", async () => {
    const held = await raise({
      status: "HELD",
      heldUntil: "2099-01-01T00:00:00Z",
      suppressedBy: ["QUIET_HOURS"],
    });
    expect((await work("claimTrigger", held, lee)).refusal).toMatchObject({ code: "INVALID_TRANSITION" });
    const nothing = toNodeId("Trigger", "00000000-0000-4000-8000-0000000000ff");
    expect((await work("claimTrigger", nothing, lee)).refusal).toMatchObject({ code: "NOT_FOUND" });
  });

  test("about somebody out of reach is not there", async () => {
    const id = await raise();
    const elsewhere: Caller = { account: "agent-far", branches: ["Nowhere"], cases: [] };
    expect((await work("claimTrigger", id, elsewhere)).refusal).toMatchObject({ code: "NOT_FOUND" });
    const { data } = await app.ask("{ triggers(first: 50) { edges { node { id } } } }", {}, elsewhere);
    expect(data).toEqual({ triggers: { edges: [] } });
    expect(
      (await work("claimTrigger", id, { cases: [customerId], account: "agent-near" })).trigger,
    ).toMatchObject({
      status: "CLAIMED",
    });
  });

  test("is not for front ends to claim", async () => {
    const { errors } = await app.ask(
      "mutation ($id: ID!) { claimTrigger(id: $id) { refusal { code } } }",
      { id: await raise() },
      { role: "FRONTEND" },
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN" });
  });

  test("expires at its time: reads show it at once, and its timer tells those who follow the customer", async () => {
    await using live = connectLive(app.url, await app.token());
    using stream = live.subscribe(
      `subscription ($id: ID!) { customerContext(customerId: $id) { kind record { ... on Trigger { id status } } } }`,
      { id: customer },
    );
    const contextOf = (message: object) =>
      (
        message as {
          data: { customerContext: { kind: string; record: { id: string; status: string } | null } };
        }
      ).data.customerContext;
    await stream.next((message) => contextOf(message).kind === "SNAPSHOT");
    const over = await raise({ expiresAt: "2026-07-01T00:00:00Z" });
    expect((await work("claimTrigger", over, lee)).refusal).toMatchObject({ code: "EXPIRED" });
    const { data } = await app.ask(
      `query ($id: ID!, $trigger: ID!) {
         customer(id: $id) { triggers(status: [EXPIRED]) { edges { node { id status } } } }
         triggers(filter: { statuses: [EXPIRED], customerIds: [$id] }) { edges { node { id } } }
         node(id: $trigger) { ... on Trigger { status } } }`,
      { id: customer, trigger: over },
    );
    expect(data).toEqual({
      customer: { triggers: { edges: [{ node: { id: over, status: "EXPIRED" } }] } },
      triggers: { edges: [{ node: { id: over } }] },
      node: { status: "EXPIRED" },
    });
    const told = await stream.next((message) => {
      const { kind, record } = contextOf(message);
      return kind === "TRIGGER" && record?.id === over && record.status === "EXPIRED";
    });
    expect(contextOf(told).kind).toBe("TRIGGER");
    expect(await listEvents(over)).toEqual(["trigger.raised", "trigger.expired"]);
  });

  test("leaves an entry in the access log with every step, and says who claimed it to those who follow", async () => {
    await using live = connectLive(other.url, await other.token());
    using stream = live.subscribe(
      `subscription ($id: ID!) { customerContext(customerId: $id) { record { ... on Trigger { id status claimedBy } } } }`,
      { id: customer },
    );
    await stream.next();
    const id = await raise();
    await work("claimTrigger", id, { account: "agent-noted" });
    await work("resolveTrigger", id, { account: "agent-noted" });
    const isIt = (status: string) => (message: object) => JSON.stringify(message).includes(`"${status}"`);
    expect(JSON.stringify(await stream.next(isIt("CLAIMED")))).toContain("agent-noted");
    await stream.next(isIt("RESOLVED"));
    const { data } = await app.ask(
      `query ($id: ID!) { customer(id: $id) { accessLog(first: 50) { edges { node { actor action } } } } }`,
      { id: customer },
      { role: "PRIVACY_OFFICER", purpose: "LEGAL" },
    );
    const entries = (
      data as unknown as {
        customer: { accessLog: { edges: { node: { actor: string; action: string } }[] } };
      }
    ).customer.accessLog.edges.map(({ node }) => node);
    expect(entries.filter(({ actor }) => actor === "agent-noted")).toEqual([
      { actor: "agent-noted", action: "CHANGE" },
      { actor: "agent-noted", action: "CHANGE" },
    ]);
  });
});

describe("triggers of all customers", () => {
  test("come newest first, narrowed by rule, customer, priority, status and branch, page by page", async () => {
    const names = ["minjun", "seoyeon"] as const;
    const ids: string[] = [];
    for (let at = 0; at < 6; at += 1) {
      ids.push(
        await raise({
          rule: "listed",
          customerId: toCustomerId(names[at % 2]!).slice("cus_".length),
          priority: at / 10,
          raisedAt: `2026-06-0${String(at + 1)}T00:00:00Z`,
        }),
      );
    }
    const list = async (filter: object, page: object = {}) => {
      const { data, errors } = await app.ask(
        `query ($filter: TriggerFilter, $first: Int, $after: String) {
           triggers(filter: $filter, first: $first, after: $after) {
             edges { node { id customer { id profile { branch } } } } pageInfo { hasNextPage endCursor } } }`,
        { filter: { rules: ["listed"], ...filter }, ...page },
      );
      expect(errors).toBeUndefined();
      const { triggers } = data as unknown as {
        triggers: {
          edges: { node: { id: string; customer: { id: string; profile: { branch: string } } } }[];
          pageInfo: { hasNextPage: boolean; endCursor: string };
        };
      };
      return { ...triggers, ids: triggers.edges.map(({ node }) => node.id) };
    };
    const newestFirst = ids.toReversed();
    const all = await list({});
    expect(all.ids).toEqual(newestFirst);
    expect((await list({ minPriority: 0.4 })).ids).toEqual(newestFirst.slice(0, 2));
    expect((await list({ statuses: ["CLAIMED"] })).ids).toEqual([]);
    expect((await list({ customerIds: [toCustomerId("minjun")] })).ids).toEqual([ids[4], ids[2], ids[0]]);
    const branch = all.edges.find(({ node }) => node.customer.id === customer)!.node.customer.profile.branch;
    const ofBranch = all.edges.filter(({ node }) => node.customer.profile.branch === branch);
    expect((await list({ branches: [branch] })).ids).toEqual(ofBranch.map(({ node }) => node.id));
    const first = await list({}, { first: 4 });
    expect(first).toMatchObject({ ids: newestFirst.slice(0, 4), pageInfo: { hasNextPage: true } });
    const second = await list({}, { first: 4, after: first.pageInfo.endCursor });
    expect(second).toMatchObject({ ids: newestFirst.slice(4), pageInfo: { hasNextPage: false } });
  });
});
