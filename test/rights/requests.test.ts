import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSql } from "../harness/databases.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";
import { toCustomerId } from "../harness/showcase-ids.js";

let now = new Date("2026-11-02T03:00:00Z");
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock: { now: () => now } });
});
afterAll(() => app[Symbol.asyncDispose]());

const officer: Caller = { role: "PRIVACY_OFFICER", purpose: "LEGAL", expiresInSeconds: 86_400 * 365 };
const agent: Caller = { role: "AGENT", purpose: "SERVICE", expiresInSeconds: 86_400 * 365 };
const customerId = toCustomerId("seoyeon");

const fields = `request { id kind status purposes details receivedAt dueAt extendedUntil isOverdue resolvedAt
  steps { action actor note } } refusal { code field message }`;
const mutation = (name: string) =>
  `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${fields} } }`;

interface Payload {
  readonly request: {
    readonly id: string;
    readonly status: string;
    readonly dueAt: string;
    readonly details: string | null;
    readonly steps: readonly {
      readonly action: string;
      readonly actor: string;
      readonly note: string | null;
    }[];
  } | null;
  readonly refusal: { readonly code: string; readonly field: string | null } | null;
}

async function run(name: string, input: object, caller = officer): Promise<Payload> {
  const { data, errors } = await app.ask(mutation(name), { input }, caller);
  expect(errors).toBeUndefined();
  return (data as Record<string, unknown> | null)?.[name] as Payload;
}

let keys = 0;
const newKey = () => `rights-${String((keys += 1))}`;
const record = (kind: string, more: object = {}) =>
  run("recordRightsRequest", { clientKey: newKey(), customerId, kind, ...more });

async function findLimits(): Promise<unknown> {
  const query = `query ($id: ID!) { customer(id: $id) { processingLimits { restrictedAt objections } } }`;
  const { data } = await app.ask(query, { id: customerId }, officer);
  return (data as { customer: { processingLimits: unknown } } | null)?.customer.processingLimits;
}

describe("a rights request", () => {
  it("has ten days in Korea, is recorded once a client key, and says who did what", async () => {
    const input = { clientKey: newKey(), customerId, kind: "ACCESS", details: "All about my loan" };
    const first = await run("recordRightsRequest", input);
    expect(first.request).toMatchObject({
      status: "RECEIVED",
      dueAt: "2026-11-12T14:59:59Z",
      details: input.details,
    });
    expect(await run("recordRightsRequest", input)).toEqual(first);
    const other = await run("recordRightsRequest", { ...input, details: "Something else" });
    expect(other.refusal).toMatchObject({ code: "CONFLICT" });

    const id = first.request!.id;
    const refused = await run("resolveRightsRequest", { clientKey: newKey(), id, outcome: "REFUSED" });
    expect(refused.refusal).toMatchObject({ code: "INVALID_INPUT", field: "note" });
    const done = await run("resolveRightsRequest", {
      clientKey: newKey(),
      id,
      outcome: "FULFILLED",
      note: "Sent",
    });
    expect(done.request?.steps).toEqual([
      { action: "RECORDED", actor: "test-privacy_officer", note: null },
      { action: "FULFILLED", actor: "test-privacy_officer", note: "Sent" },
    ]);
    const again = await run("resolveRightsRequest", { clientKey: newKey(), id, outcome: "FULFILLED" });
    expect(again.refusal).toMatchObject({ code: "INVALID_TRANSITION" });
  });

  it("may be extended where the law says so, and is overdue after that", async () => {
    const access = (await record("PORTABILITY")).request!;
    const erasure = (await record("ERASURE")).request!;
    const until = "2026-12-20T00:00:00Z";
    const extend = (id: string) =>
      run("extendRightsRequest", { clientKey: newKey(), id, until, reason: "Archive on tape" });
    expect((await extend(access.id)).request).toMatchObject({ dueAt: until, status: "IN_PROGRESS" });
    expect((await extend(erasure.id)).refusal).toMatchObject({ code: "INVALID_INPUT", field: "until" });

    const list = `query ($filter: RightsRequestFilter, $after: String) {
      rightsRequests(filter: $filter, first: 1, after: $after) { edges { cursor node { id isOverdue } } pageInfo { hasNextPage } } }`;
    const ask = async (filter: object, after?: string) => {
      const { data, errors } = await app.ask(list, { filter, after }, officer);
      expect(errors).toBeUndefined();
      return (
        data as unknown as { rightsRequests: { edges: { cursor: string; node: object }[]; pageInfo: object } }
      ).rightsRequests;
    };
    const kinds = { kinds: ["PORTABILITY", "ERASURE"] };
    const first = await ask(kinds);
    expect(first.edges.map(({ node }) => node)).toEqual([{ id: erasure.id, isOverdue: false }]);
    const second = await ask(kinds, first.edges[0]!.cursor);
    expect(second.edges.map(({ node }) => node)).toEqual([{ id: access.id, isOverdue: false }]);
    expect(second.pageInfo).toEqual({ hasNextPage: false });
    expect((await ask({ ...kinds, overdue: true })).edges).toEqual([]);
    now = new Date("2026-11-12T15:00:00Z");
    expect((await ask({ ...kinds, overdue: true })).edges.map(({ node }) => node)).toEqual([
      { id: erasure.id, isOverdue: true },
    ]);
    expect((await ask({ ...kinds, dueBefore: "2026-11-12T14:59:59Z" })).edges).toEqual([]);
  });

  it("of an agent is recorded, but only officers read what the person said and decide", async () => {
    const input = {
      clientKey: newKey(),
      customerId,
      kind: "RECTIFICATION",
      details: "My name is spelt wrong",
    };
    const query = `mutation ($input: RecordRightsRequestInput!) {
      recordRightsRequest(input: $input) { request { id status details } refusal { code } } }`;
    const recorded = await app.ask(query, { input }, agent);
    expect(recorded.data).toMatchObject({
      recordRightsRequest: { request: { status: "RECEIVED", details: null } },
    });
    const resolve = await app.ask(
      mutation("resolveRightsRequest"),
      { input: { clientKey: newKey(), id: "rrq_x", outcome: "FULFILLED" } },
      agent,
    );
    expect(resolve.errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
    expect((await record("RECTIFICATION")).refusal).toMatchObject({
      code: "INVALID_INPUT",
      field: "details",
    });
  });
});

describe("a restriction and an objection", () => {
  it("hold from the moment they are recorded until they are lifted or refused", async () => {
    const restriction = (await record("RESTRICTION")).request!;
    expect(await findLimits()).toEqual({
      restrictedAt: now.toISOString().replace(".000Z", "Z"),
      objections: [],
    });
    const objection = (await record("OBJECTION", { purposes: ["MARKETING", "ANALYTICS"] })).request!;
    expect(await findLimits()).toMatchObject({ objections: ["ANALYTICS", "MARKETING"] });
    expect((await record("OBJECTION")).refusal).toMatchObject({ field: "purposes" });

    await run("resolveRightsRequest", {
      clientKey: newKey(),
      id: objection.id,
      outcome: "REFUSED",
      note: "No ground",
    });
    expect(await findLimits()).toMatchObject({ objections: [] });
    await run("resolveRightsRequest", { clientKey: newKey(), id: restriction.id, outcome: "FULFILLED" });
    expect(await findLimits()).not.toMatchObject({ restrictedAt: null });

    const lift = `mutation ($input: LiftRestrictionInput!) {
      liftRestriction(input: $input) { limits { restrictedAt objections } refusal { code } } }`;
    const input = { clientKey: newKey(), customerId, reason: "The data was checked" };
    const lifted = await app.ask(lift, { input }, officer);
    expect(lifted.data).toEqual({
      liftRestriction: { limits: { restrictedAt: null, objections: [] }, refusal: null },
    });
    const again = await app.ask(lift, { input: { ...input, clientKey: newKey() } }, officer);
    expect(again.data).toMatchObject({ liftRestriction: { refusal: { code: "INVALID_TRANSITION" } } });
  });

  it("of two requests holds until the last one is gone, and its events are in the log", async () => {
    const one = (await record("OBJECTION", { purposes: ["MARKETING"] })).request!;
    await record("OBJECTION", { purposes: ["MARKETING", "SERVICE"] });
    await run("resolveRightsRequest", { clientKey: newKey(), id: one.id, outcome: "CANCELLED" });
    expect(await findLimits()).toMatchObject({ objections: ["MARKETING", "SERVICE"] });
    const withdraw = `mutation ($input: WithdrawObjectionInput!) {
      withdrawObjection(input: $input) { limits { objections } refusal { code } } }`;
    const input = {
      clientKey: newKey(),
      customerId,
      purposes: ["SERVICE", "MARKETING"],
      reason: "Changed my mind",
    };
    const answer = await app.ask(withdraw, { input }, agent);
    expect(answer.data).toMatchObject({ withdrawObjection: { limits: { objections: [] } } });
    const events = await runSql(
      app.bank.urls.gateway,
      "select distinct type from event where kind = 'RIGHTS'",
    );
    expect(events).toEqual([{ type: "limits.changed" }]);
  });

  it("lets many at once change one person's limits without losing one", async () => {
    const purposes = ["MARKETING", "ANALYTICS", "SERVICE"];
    await Promise.all(
      Array.from({ length: 12 }, (_, at) => record("OBJECTION", { purposes: [purposes[at % 3]!] })),
    );
    expect(await findLimits()).toMatchObject({ objections: ["ANALYTICS", "MARKETING", "SERVICE"] });
  });
});

describe("the history of a request", () => {
  it("is refused by the database to whoever would change it", async () => {
    for (const statement of ["update rights_request_step set actor = 'x'", "delete from rights_request_step"])
      await expect(runSql(app.bank.urls.gateway, statement)).rejects.toThrow(/append-only/);
  });
});
