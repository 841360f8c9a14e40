import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { showcase } from "../../src/demo/bank/showcase.js";
import { toEventCursor } from "../../src/graphql/live/event-cursor.js";
import { runSql } from "../harness/databases.js";
import { connectLive } from "../harness/live-client.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";
import { toCustomerId } from "../harness/showcase-ids.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app[Symbol.asyncDispose]());

const context = `subscription ($customerId: ID!, $after: String) {
  customerContext(customerId: $customerId, after: $after) {
    cursor kind
    customer { id profile { displayName } preferences { version } }
    record { ... on WebEvent { id name product } ... on Transfer { id amount { amount currency } } ... on Consultation { id summary } ... on ConsentRecord { id state } ... on Trigger { id title } ... on ContactAttempt { id } }
  }
}`;

interface ContextEvent {
  readonly cursor: string;
  readonly kind: string;
  readonly customer: { readonly id: string; readonly preferences: { readonly version: number } };
  readonly record: Readonly<Record<string, unknown>> | null;
}

const eventOf = (message: { data?: unknown }): ContextEvent =>
  (message.data as { customerContext: ContextEvent }).customerContext;
const isKind = (kind: string) => (message: { data?: unknown }) =>
  message.data !== null && message.data !== undefined && eventOf(message).kind === kind;

let transfers = 0;
async function bookTransfer(amount: string): Promise<string> {
  const txn = `live-${String((transfers += 1))}`;
  await runSql(
    app.bank.urls.transfers,
    `insert into txn (txn_no, acct_no, dc_cd, txn_amt, crcy_cd, book_ts)
     select $1, acct_no, 'C', $2, 'KRW', now() from acct_pty where cif_no = $3 and role_cd = 'OWN' order by acct_no limit 1`,
    [txn, amount, `CIF${showcase.minjun.custNo.padStart(10, "0")}`],
  );
  return `trf_${txn}`;
}

async function viewProduct(hit: string, product: string): Promise<void> {
  await runSql(
    app.bank.urls.web_events,
    `insert into hit (hit_id, vst_id, login_id, ssn_id, hit_tp, hit_nm, chnl, prd, hit_ts)
     values ($1, 'cookie-live', $2, 'session-live', 'track', 'Product Viewed', 'web', $3, now())`,
    [hit, showcase.minjun.login, product],
  );
}

async function recordConsent(
  clientKey: string,
  state: string,
  customer: keyof typeof showcase = "minjun",
): Promise<string> {
  const { data, errors } = await app.ask(
    "mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { record { id } refusal { message } } }",
    {
      input: {
        clientKey,
        customerId: toCustomerId(customer),
        purpose: "ANALYTICS",
        channel: "ATM",
        state,
        noticeVersion: "1",
        collectionMethod: "test",
      },
    },
  );
  expect(errors).toBeUndefined();
  return (data as unknown as { recordConsent: { record: { id: string } } }).recordConsent.record.id;
}

describe("the live context of a customer", () => {
  it("begins with a snapshot and then tells of every change, from every side", async () => {
    await using live = connectLive(app.url, await app.token());
    using stream = live.subscribe(context, { customerId: toCustomerId("minjun") });
    const snapshot = eventOf(await stream.next());
    expect(snapshot).toMatchObject({
      kind: "SNAPSHOT",
      record: null,
      customer: { id: toCustomerId("minjun"), profile: { displayName: "김민준" } },
    });

    const transferId = await bookTransfer("3500000.00");
    expect(eventOf(await stream.next(isKind("TRANSFER"))).record).toEqual({
      id: transferId,
      amount: { amount: "3500000.00", currency: "KRW" },
    });

    const consentId = await recordConsent("live-consent", "GIVEN");
    expect(eventOf(await stream.next(isKind("CONSENT"))).record).toEqual({ id: consentId, state: "GIVEN" });

    const before = snapshot.customer.preferences.version;
    await app.ask(
      `mutation { updatePreferences(input: { customerId: "${toCustomerId("minjun")}", version: ${String(before)}, nightContact: true }) { refusal { message } } }`,
    );
    const preferences = eventOf(await stream.next(isKind("PREFERENCES")));
    expect(preferences.record).toBeNull();
    // Read anew for this event: a context of its own, not the one of the snapshot.
    expect(preferences.customer.preferences.version).toBe(before + 1);

    await app.ask(
      `mutation { recordConsultation(input: { clientKey: "live", customerId: "${toCustomerId("minjun")}", channel: CALL, startedAt: "2026-07-02T00:00:00Z", summary: "불만 접수" }) { refusal { message } } }`,
    );
    expect(eventOf(await stream.next(isKind("CONSULTATION"))).record).toMatchObject({ summary: "불만 접수" });
  });

  it("goes on behind a cursor without a gap or a repeat, also after the connection was lost", async () => {
    const variables = { customerId: toCustomerId("minjun") };
    let cursor: string;
    {
      await using first = connectLive(app.url, await app.token());
      using stream = first.subscribe(context, variables);
      await stream.next(isKind("SNAPSHOT"));
      await bookTransfer("1.00");
      cursor = eventOf(await stream.next(isKind("TRANSFER"))).cursor;
    }
    const missed = [await bookTransfer("2.00"), await bookTransfer("3.00")];
    await using second = connectLive(app.url, await app.token());
    using stream = second.subscribe(context, { ...variables, after: cursor });
    // A rule may raise something for the same person in between.
    const got = [
      eventOf(await stream.next(isKind("TRANSFER"))),
      eventOf(await stream.next(isKind("TRANSFER"))),
    ];
    expect(got.map(({ kind, record }) => [kind, record?.["id"]])).toEqual(
      missed.map((id) => ["TRANSFER", id]),
    );
  });

  it("raises a trigger on the third view of a product, once, with its evidence", async () => {
    await using live = connectLive(app.url, await app.token());
    using triggers = live.subscribe(
      "subscription { triggerRaised { cursor trigger { id rule title explanation status priority raisedAt expiresAt customer { id } evidence { ... on WebEvent { id product } } } } }",
    );
    using stream = live.subscribe(context, { customerId: toCustomerId("minjun") });
    await stream.next(isKind("SNAPSHOT"));
    const product = "시험용 신용대출";
    for (const hit of ["view-1", "view-2"]) await viewProduct(hit, product);
    await stream.next(
      (message) => isKind("WEB_EVENT")(message) && eventOf(message).record?.["id"] === "web_view-2",
    );
    await viewProduct("view-3", product);
    const message = await triggers.next((candidate) => JSON.stringify(candidate).includes(product));
    const { trigger } = (
      message.data as unknown as {
        triggerRaised: {
          trigger: { evidence: { id: string }[]; status: string; id: string; customer: { id: string } };
        };
      }
    ).triggerRaised;
    expect(trigger).toMatchObject({ status: "RAISED", customer: { id: toCustomerId("minjun") } });
    expect(trigger.evidence.map(({ id }) => id).toSorted()).toEqual([
      "web_view-1",
      "web_view-2",
      "web_view-3",
    ]);
    expect(eventOf(await stream.next(isKind("TRIGGER"))).record).toMatchObject({ id: trigger.id });

    await viewProduct("view-4", product);
    await stream.next(
      (candidate) => isKind("WEB_EVENT")(candidate) && eventOf(candidate).record?.["id"] === "web_view-4",
    );
    await recordConsent("after-view-4", "GIVEN");
    await stream.next(isKind("CONSENT"));
    const { data } = await app.ask(
      `{ customer(id: "${toCustomerId("minjun")}") { triggers { edges { node { id rule } } } } }`,
    );
    // Other rules may have found something in what the tests before this one did.
    const { customer } = data as unknown as {
      customer: { triggers: { edges: { node: { id: string; rule: string } }[] } };
    };
    const raised = customer.triggers.edges.map(({ node }) => node);
    expect(raised.filter(({ rule }) => rule === "repeated-product-views")).toEqual([
      { id: trigger.id, rule: "repeated-product-views" },
    ]);
  });
});

describe("consents as they are recorded", () => {
  it("come for the customers that were asked for, and for no other", async () => {
    await using live = connectLive(app.url, await app.token({ role: "INTERNAL_APP" }));
    using stream = live.subscribe(
      "subscription ($ids: [ID!]) { consentChanged(customerIds: $ids) { cursor customer { id } record { id state } } }",
      { ids: [toCustomerId("emily")] },
    );
    using probe = live.subscribe("subscription { consentChanged { cursor record { id } } }");
    // The second stream shows when both have begun.
    let n = 0;
    for (;;) {
      await recordConsent(`probe-${String((n += 1))}`, "GIVEN", "seoyeon");
      const seen = await probe.next(() => true, 300).catch(() => undefined);
      if (seen !== undefined) break;
    }
    const id = await recordConsent("emily", "GIVEN", "emily");
    const { data } = await stream.next();
    expect(data).toEqual({
      consentChanged: {
        cursor: expect.any(String),
        customer: { id: toCustomerId("emily") },
        record: { id, state: "GIVEN" },
      },
    });
  });
});

describe("a subscription that cannot be", () => {
  it.each([
    [
      "a customer that is not there",
      { customerId: "cus_00000000-0000-5000-8000-000000000000" },
      "customerId",
    ],
    ["a malformed id", { customerId: "x" }, "customerId"],
    ["a malformed cursor", { customerId: toCustomerId("minjun"), after: "x" }, "after"],
  ])(
    "because of %s ends with one coded error that names the argument",
    async (_what, variables, argument) => {
      await using live = connectLive(app.url, await app.token());
      using stream = live.subscribe(context, variables);
      await expect(stream.completed).rejects.toMatchObject([
        { extensions: { code: "INVALID_ARGUMENT", argument } },
      ]);
    },
  );

  it("because of the role is FORBIDDEN", async () => {
    await using live = connectLive(app.url, await app.token({ role: "ANALYST" }));
    using stream = live.subscribe(context, { customerId: toCustomerId("minjun") });
    await expect(stream.completed).rejects.toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
  });

  it("because of its syntax ends alone: the socket stays open", async () => {
    await using live = connectLive(app.url, await app.token());
    using broken = live.subscribe("subscription { customerContext(");
    await expect(broken.completed).rejects.toMatchObject([{ extensions: { code: "GRAPHQL_PARSE_FAILED" } }]);
    using whole = live.subscribe(context, { customerId: toCustomerId("minjun") });
    expect(eventOf(await whole.next()).kind).toBe("SNAPSHOT");
  });
});

describe("a subscription whose cursor is older than the events that are kept", () => {
  it("ends with CURSOR_TOO_OLD; one at the oldest event that is missing goes on", async () => {
    await recordConsent("before-removal", "GIVEN");
    const floor = "insert into event_floor (id, cursor) select 1, max(cursor) from event returning cursor";
    const [row] = (await runSql(app.bank.urls.gateway, floor)) as [{ cursor: string }];
    const variables = { customerId: toCustomerId("minjun") };
    await using live = connectLive(app.url, await app.token());
    using old = live.subscribe(context, { ...variables, after: toEventCursor(BigInt(row.cursor) - 1n) });
    await expect(old.completed).rejects.toMatchObject([{ extensions: { code: "CURSOR_TOO_OLD" } }]);
    using whole = live.subscribe(context, { ...variables, after: toEventCursor(BigInt(row.cursor)) });
    const id = await recordConsent("after-removal", "WITHDRAWN");
    expect(eventOf(await whole.next(isKind("CONSENT"))).record).toMatchObject({ id });
  });
});

describe("the socket", () => {
  it("answers queries and mutations in the same words as HTTP", async () => {
    await using live = connectLive(app.url, await app.token());
    const query = `{ viewer { id roles purpose } customer(id: "${toCustomerId("minjun")}") { profile { displayName tier } } missing: customer(id: "x") { id } }`;
    using stream = live.subscribe(query);
    const message = await stream.next();
    const { body } = await app.ask(query);
    // Over HTTP the header x-request-id says it.
    expect(message).toEqual({ ...(body as object), extensions: { requestId: expect.any(String) } });
  });

  it("closes with 4403 when the token is wrong, and when it expires", async () => {
    await using wrong = connectLive(app.url, "no-token");
    using _none = wrong.subscribe("{ viewer { id } }");
    expect((await wrong.closed).code).toBe(4403);

    await using short = connectLive(app.url, await app.token({ expiresInSeconds: 2 }));
    using stream = short.subscribe(context, { customerId: toCustomerId("minjun") });
    expect(eventOf(await stream.next()).kind).toBe("SNAPSHOT");
    expect((await short.closed).code).toBe(4403);
  });
});
