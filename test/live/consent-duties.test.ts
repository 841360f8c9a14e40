// Timers as they run: a real worker, the log, HTTP and the socket.
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { silentLogger } from "../../src/observability/logger.js";
import { runSchedule } from "../../src/schedule/run-schedule.js";
import { systemClock } from "../../src/shared/clock.js";
import { connectLive } from "../harness/live-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { createTestStore } from "../harness/store.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";

const recorder: Caller = { role: "INTERNAL_APP", purpose: "SERVICE" };

describe("a gateway that keeps time", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const customerId = toCustomerId("seoyeon");
  let keys = 0;
  const ask = async (query: string, variables: object, caller = recorder): Promise<unknown> => {
    const { data, errors } = await app.ask(query, variables as never, caller);
    expect(errors).toBeUndefined();
    return data ?? {};
  };
  const record = (more: object) =>
    ask(
      `mutation ($input: RecordConsentInput!) {
         recordConsent(input: $input) { record { id } refusal { message } } }`,
      {
        input: {
          clientKey: `timed-${String(++keys)}`,
          customerId,
          purpose: "MARKETING",
          channel: "CHAT",
          state: "GIVEN",
          noticeVersion: "2026-01",
          collectionMethod: "app-settings",
          ...more,
        },
      },
    ) as Promise<{ recordConsent: { record: { id: string } | null; refusal: object | null } }>;

  test("ends a consent by itself, and tells those who listen, also those who come back with a cursor", async () => {
    const live = connectLive(app.url, await app.token());
    const watch =
      "subscription ($ids: [ID!], $after: String) { consentChanged(customerIds: $ids, after: $after) { cursor record { id state previousRecordId actor } } }";
    using stream = live.subscribe(watch, { ids: [customerId] });
    using probe = live.subscribe("subscription ($id: ID!) { customerContext(customerId: $id) { kind } }", {
      id: customerId,
    });
    await probe.next();
    const validUntil = new Date(Date.now() + 1_500).toISOString();
    const { recordConsent } = await record({ validUntil });
    const id = recordConsent.record?.id;
    expect(id).toBeDefined();
    type Event = {
      cursor: string;
      record: { id: string; state: string; previousRecordId: string | null; actor: string };
    };
    const toEvent = (message: unknown) =>
      (message as { data: { consentChanged: Event } }).data.consentChanged;
    const given = toEvent(await stream.next((message) => toEvent(message).record.id === id));
    const isEnd = (message: unknown) => toEvent(message).record.previousRecordId === id;
    const ended = toEvent(await stream.next(isEnd, 15_000));
    expect(ended.record).toMatchObject({ state: "EXPIRED", actor: "system:consent-expiry" });
    using resumed = live.subscribe(watch, { ids: [customerId], after: given.cursor });
    expect(toEvent(await resumed.next(isEnd))).toEqual(ended);
    const { customer } = (await ask(
      `query ($id: ID!) { customer(id: $id) {
         consents { channel state validForProcessing }
         consentDuties(statuses: [DONE]) { edges { node { kind status closedBy record { id } } } } } }`,
      { id: customerId },
    )) as { customer: { consents: object[]; consentDuties: { edges: { node: object }[] } } };
    expect(customer.consents).toContainEqual({
      channel: "CHAT",
      state: "EXPIRED",
      validForProcessing: false,
    });
    expect(customer.consentDuties.edges.map(({ node }) => node)).toContainEqual({
      kind: "EXPIRY",
      status: "DONE",
      closedBy: "system:consent-expiry",
      record: { id },
    });
    await live[Symbol.asyncDispose]();
  });

  test("ends what ran out before it was there, gives seeded consents their duties, and shows them by due time", async () => {
    const list = async (filter: object, first = 200) => {
      const { consentDuties } = (await ask(
        `query ($filter: ConsentDutyFilter, $first: Int, $after: String) {
           consentDuties(filter: $filter, first: $first, after: $after) {
             edges { node { id kind status dueAt customer { id } } } pageInfo { endCursor hasNextPage } } }`,
        { filter, first },
      )) as { consentDuties: { edges: { node: Record<string, string> }[] } };
      return consentDuties.edges.map(({ node }) => node);
    };
    const dueBefore = new Date().toISOString();
    await vi.waitFor(async () => {
      expect(await list({ kinds: ["EXPIRY"], statuses: ["DONE"] })).not.toEqual([]);
      expect(await list({ kinds: ["EXPIRY"], statuses: ["OPEN", "OVERDUE"], dueBefore })).toEqual([]);
    }, 15_000);
    const open = await list({ statuses: ["OPEN"] });
    expect(open.length).toBeGreaterThan(10);
    const times = open.map(({ dueAt = "" }) => dueAt);
    expect(times.every((at, n) => n === 0 || (times[n - 1] ?? "") <= at)).toBe(true);
    expect(open.every(({ dueAt = "" }) => dueAt > dueBefore)).toBe(true);
  });

  test("lets somebody close a duty, once, and tells it to the customer's context", async () => {
    const { recordConsent } = await record({ channel: "MESSENGER", state: "REFUSED" });
    expect(recordConsent.refusal).toBeNull();
    const { customer } = (await ask(
      `query ($id: ID!) { customer(id: $id) { consentDuties(statuses: [OPEN]) { edges { node { id kind record { id } } } } } }`,
      { id: customerId },
    )) as {
      customer: { consentDuties: { edges: { node: { id: string; record: { id: string } } }[] } };
    };
    const duty = customer.consentDuties.edges.find(
      ({ node }) => node.record.id === recordConsent.record?.id,
    )?.node;
    const complete = (clientKey: string, caller = recorder) =>
      ask(
        `mutation ($input: CompleteConsentDutyInput!) { completeConsentDuty(input: $input) {
           duty { id status method closedBy } refusal { code field } } }`,
        { input: { clientKey, id: duty?.id, method: "sms", note: "발송 완료" } },
        caller,
      );
    const live = connectLive(app.url, await app.token());
    using stream = live.subscribe(
      "subscription ($id: ID!) { customerContext(customerId: $id) { kind record { __typename } } }",
      { id: customerId },
    );
    await stream.next();
    const done = { id: duty?.id, status: "DONE", method: "sms", closedBy: "test-internal_app" };
    expect(await complete("done")).toEqual({ completeConsentDuty: { duty: done, refusal: null } });
    expect(await complete("done")).toEqual({ completeConsentDuty: { duty: done, refusal: null } });
    expect(await complete("again")).toEqual({
      completeConsentDuty: { duty: null, refusal: { code: "INVALID_TRANSITION", field: "id" } },
    });
    const told = await stream.next((message) => JSON.stringify(message).includes("CONSENT_DUTY"));
    expect(told.data).toEqual({ customerContext: { kind: "CONSENT_DUTY", record: null } });
    const node = await ask(`query ($id: ID!) { node(id: $id) { ... on ConsentDuty { status note } } }`, {
      id: duty?.id,
    });
    expect(node).toEqual({ node: { status: "DONE", note: "발송 완료" } });
    await live[Symbol.asyncDispose]();
  });
});

describe("timers", () => {
  const plan = (
    store: Awaited<ReturnType<typeof createTestStore>>,
    key: string,
    inMs: number,
    value: string,
  ) =>
    store.unitOfWork.run(({ schedule }) =>
      schedule.at([{ key, at: new Date(Date.now() + inMs).toISOString(), task: "note", payload: { value } }]),
    );
  const runner = (store: Awaited<ReturnType<typeof createTestStore>>, seen: string[], clock = systemClock) =>
    runSchedule({
      url: store.url,
      unitOfWork: store.unitOfWork,
      clock,
      logger: silentLogger,
      pollMs: 50,
      tasks: { note: async ({ value = "" }) => void seen.push(value) },
    });

  test("fire once each, by whichever of several processes, in a transaction that committed only", async () => {
    await using store = await createTestStore();
    const seen: string[] = [];
    const failing = store.unitOfWork.run(async ({ schedule }) => {
      await schedule.at([
        { key: "lost", at: new Date().toISOString(), task: "note", payload: { value: "lost" } },
      ]);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    await Promise.all(Array.from({ length: 40 }, (_, n) => plan(store, `key-${String(n)}`, 100, String(n))));
    await using _first = runner(store, seen);
    await using _second = runner(store, seen);
    await vi.waitFor(() => expect(seen).toHaveLength(40), 10_000);
    expect(new Set(seen).size).toBe(40);
    expect(seen).not.toContain("lost");
    expect(await store.sql("select id from graphile_worker.jobs")).toEqual([]);
  });

  test("move when they are planned again, and are forgotten when cancelled", async () => {
    await using store = await createTestStore();
    await plan(store, "moved", 60_000, "late");
    await plan(store, "moved", 0, "now");
    await plan(store, "gone", 0, "gone");
    await store.unitOfWork.run(({ schedule }) => schedule.cancel(["gone", "never there"]));
    await plan(store, "last", 0, "last");
    const seen: string[] = [];
    await using _running = runner(store, seen);
    await vi.waitFor(() => expect(seen).toContain("last"), 10_000);
    await vi.waitFor(() => expect(seen).toContain("now"), 10_000);
    expect(seen).toHaveLength(2);
  });

  test("wait on when they come early by the gateway's clock, and survive a restart", async () => {
    let behindMs = 0;
    const clock = { now: () => new Date(Date.now() - behindMs) };
    await using store = await createTestStore({ clock });
    await plan(store, "early", 0, "early");
    behindMs = 3_600_000;
    const seen: string[] = [];
    const waits = "select run_at > now() + interval '50 minutes' as waits from graphile_worker.jobs";
    {
      await using _running = runner(store, seen, clock);
      await vi.waitFor(async () => expect(await store.sql(waits)).toEqual([{ waits: true }]), 10_000);
    }
    expect(seen).toEqual([]);
    behindMs = 0;
    await store.sql("update graphile_worker._private_jobs set run_at = now()");
    await using _again = runner(store, seen, clock);
    await vi.waitFor(() => expect(seen).toEqual(["early"]), 10_000);
  });

  test("run on when the database has cut every connection", async () => {
    await using store = await createTestStore();
    const seen: string[] = [];
    await using _running = runner(store, seen);
    await plan(store, "before", 0, "before");
    await vi.waitFor(() => expect(seen).toEqual(["before"]), 10_000);
    await store.sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await vi.waitFor(() => plan(store, "after", 0, "after"), 10_000);
    await vi.waitFor(() => expect(seen).toEqual(["before", "after"]), 15_000);
  });
});
