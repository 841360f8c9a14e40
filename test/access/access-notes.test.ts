// What the access log holds of answers, and that nothing leaves before it does: through the public door, with a log that
// fails and waits on request.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { AccessNote } from "../../src/domains/audit/access-entry.js";
import { showcase } from "../../src/demo/bank/showcase.js";
import { ScriptedAccessLog } from "../fakes/scripted-access-log.js";
import { runSql } from "../harness/databases.js";
import { holdTable } from "../harness/held-table.js";
import { connectLive } from "../harness/live-client.js";
import { askInParts } from "../harness/multipart-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";

const log = new ScriptedAccessLog();
let app: TestApp;
let refs: ReadonlyMap<string, string>;
beforeAll(async () => {
  app = await startTestApp({ isFollowing: false, accessLog: log });
  const rows = (await runSql(app.bank.urls.gateway, "select id, subject_ref from customer")) as {
    id: string;
    subject_ref: string;
  }[];
  refs = new Map(rows.map((row) => [`cus_${row.id}`, row.subject_ref]));
});
afterAll(() => app[Symbol.asyncDispose]());
beforeEach(() => {
  log.before = () => undefined;
  log.take();
});

const minjun = toCustomerId("minjun");
const seoyeon = toCustomerId("seoyeon");
const marketing: Caller = { role: "INTERNAL_APP", purpose: "MARKETING" };
const isAbout = (id: string) => (note: AccessNote) => note.subjectRef === refs.get(id);

describe("the notes of an answer", () => {
  it("name who, in which request, for what, and which fields of whom", async () => {
    const response = await fetch(`${app.url}/graphql`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${await app.token({ role: "FRONTEND" })}`,
        "content-type": "application/json",
        "apollographql-client-name": "shop",
      },
      body: JSON.stringify({ query: `{ customer(id: "${minjun}") { id profile { tier } } }` }),
    });
    expect(log.take()).toEqual([
      {
        actor: "test-frontend",
        roles: ["FRONTEND"],
        purpose: "SERVICE",
        sourceIp: "127.0.0.1",
        application: "shop",
        requestId: response.headers.get("x-request-id"),
        at: expect.stringMatching(/Z$/) as string,
        subjectRef: refs.get(minjun),
        action: "VIEW",
        fields: ["Customer.id", "Customer.profile", "Profile.tier"],
        withheld: [],
        decision: "ALLOWED",
      },
    ]);
  });

  it("are one a person, with the union of what is selected in all places and the strongest action", async () => {
    await app.ask(
      `query ($id: ID!) { customers(first: 60) { edges { node { ...A } } } again: customer(id: $id) { ... on Node { id } ...B }  node(id: $id) { ...B } }
       fragment A on Customer { crmId } fragment B on Customer { profile { ...C } } fragment C on Profile { tier branch }`,
      { id: minjun },
    );
    const notes = log.take();
    expect(notes).toHaveLength(60);
    expect(new Set(notes.map(({ subjectRef }) => subjectRef)).size).toBe(60);
    const [note] = notes.filter(isAbout(minjun));
    expect(note).toMatchObject({
      action: "VIEW",
      fields: [
        "Customer.crmId",
        "Customer.id",
        "Customer.profile",
        "CustomerConnection.edges",
        "CustomerEdge.node",
        "Profile.branch",
        "Profile.tier",
      ],
    });
    expect(notes.filter(({ action }) => action === "SEARCH")).toHaveLength(59);
  });

  it.each([
    [true, ["Customer.crmId", "Customer.id"]],
    [false, ["Customer.id", "Customer.mergedIds"]],
  ])("follow @skip and @include by the variables of the request (%s)", async (on, fields) => {
    const query = `query ($id: ID!, $on: Boolean!) { customer(id: $id) { id crmId @include(if: $on) ...F @skip(if: $on) } } fragment F on Customer { mergedIds }`;
    await app.ask(query, { id: minjun, on });
    expect(log.take().map((note) => note.fields)).toEqual([fields]);
  });

  it("hold of an object of an abstract type the fields of the type that was found", async () => {
    const { data } = await app.ask(
      `{ customer(id: "${minjun}") { transfers(first: 1) { edges { node { id } } } } }`,
    );
    const [id] = /trf_[^"]+/.exec(JSON.stringify(data)) ?? [];
    log.take();
    await app.ask(
      `query ($id: ID!) { node(id: $id) { id ... on Transfer { memo } ... on Customer { crmId } ... on WebEvent { url } } }`,
      { id },
    );
    expect(log.take()).toMatchObject([{ fields: ["Transfer.id", "Transfer.memo"], decision: "ALLOWED" }]);
  });

  it("are not written for answers about nobody", async () => {
    await app.ask(
      `{ viewer { id } sources { name } missing: customer(id: "cus_00000000-0000-5000-8000-000000000000") { id } }`,
    );
    await app.ask("{ customer(id: 1) { nothing } }");
    expect(log.take()).toEqual([]);
  });

  it("tell what was withheld, and a person who was found but closed is DENIED", async () => {
    await app.ask(
      `query ($id: ID!) { customer(id: $id) { id identities { value } transfers(first: 1) { edges { node { memo } } } } }`,
      { id: minjun },
      { role: "ANALYST", purpose: "ANALYTICS" },
    );
    expect(log.take()).toMatchObject([
      { decision: "MASKED", withheld: ["Identity.value", "Transfer.memo"], purpose: "ANALYTICS" },
    ]);
    const closed: Caller = { role: "AGENT", branches: ["no such branch"] };
    await app.ask(`{ customer(id: "${minjun}") { id profile { tier } } }`, {}, closed);
    expect(log.take()).toMatchObject([
      {
        decision: "DENIED",
        fields: ["Customer.id", "Customer.profile", "Profile.tier"],
        withheld: ["Customer.profile", "Profile.tier"],
      },
    ]);
  });

  it("hold the owner of a record that is not shown", async () => {
    const { data } = await app.ask(
      `{ customer(id: "${minjun}") { consultations(first: 1) { edges { node { id } } } } }`,
    );
    const [id] = /csl_[^"]+/.exec(JSON.stringify(data)) ?? [];
    log.take();
    const closed: Caller = { role: "AGENT", cases: ["nobody"] };
    const answer = await app.ask(`query ($id: ID!) { node(id: $id) { __typename } }`, { id }, closed);
    expect(answer.data).toEqual({ node: null });
    expect(log.take().filter(isAbout(minjun))).toMatchObject([{ decision: "DENIED", action: "VIEW" }]);
  });

  it("of a change are written by the change, and not again by the answer", async () => {
    const input = {
      clientKey: "note-1",
      customerId: seoyeon,
      purpose: "MARKETING",
      state: "GIVEN",
      noticeVersion: "1",
      collectionMethod: "test",
    };
    const { data } = await app.ask(
      `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { record { state } customer { profile { tier } } } }`,
      { input },
      marketing,
    );
    expect(data).toMatchObject({ recordConsent: { record: { state: "GIVEN" } } });
    expect(log.take()).toEqual([]);
    const written = await runSql(
      app.bank.urls.gateway,
      "select entry.action, list.fields from access_entry entry join access_field_list list on list.hash = entry.fields_hash where subject_ref = $1",
      [refs.get(seoyeon)],
    );
    expect(written).toEqual([
      {
        action: "CHANGE",
        fields: [
          "ConsentRecord.state",
          "Customer.profile",
          "Profile.tier",
          "RecordConsentPayload.customer",
          "RecordConsentPayload.record",
        ],
      },
    ]);
  });

  it("of every event of a subscription are of an answer of their own", async () => {
    await using live = connectLive(app.url, await app.token());
    using stream = live.subscribe(
      `subscription { customerContext(customerId: "${minjun}") { kind customer { id } } }`,
    );
    const requestIds = [(await stream.next()).extensions?.["requestId"]];
    await app.ask(
      `mutation { recordConsultation(input: { clientKey: "note-2", customerId: "${minjun}", channel: CALL, startedAt: "2026-06-30T00:00:00Z" }) { refusal { message } } }`,
    );
    requestIds.push((await stream.next()).extensions?.["requestId"]);
    const notes = log.take();
    expect(notes.map(({ requestId }) => requestId)).toEqual(requestIds);
    expect(new Set(requestIds).size).toBe(2);
    expect(notes).toMatchObject([
      { action: "SUBSCRIBE", decision: "ALLOWED" },
      { action: "SUBSCRIBE", decision: "ALLOWED" },
    ]);
  });

  it("of an answer in parts hold, once and before the first part, what all parts select", async () => {
    const answer = await askInParts(app, {
      query: `query ($id: ID!) { customer(id: $id) { id ... @defer { profile { tier } } } ... @defer { other: customer(id: "${seoyeon}") { crmId } } }`,
      variables: { id: minjun },
    });
    await answer.next();
    expect(log.notes.filter(isAbout(minjun))).toMatchObject([
      { fields: ["Customer.crmId", "Customer.id", "Customer.profile", "Profile.tier"] },
    ]);
    await answer.rest();
    expect(new Set(log.take().map(({ subjectRef }) => subjectRef))).toEqual(
      new Set([refs.get(minjun), refs.get(seoyeon)]),
    );
  });
});

describe("a log that cannot be written", () => {
  const query = `{ customer(id: "${minjun}") { profile { displayName } } }`;
  const fail = (): void => {
    log.before = () => {
      throw new Error("The disk of the log is full.");
    };
  };

  it("stops the answer over HTTP with 503, and over the socket with the same error", async () => {
    fail();
    const answer = await app.ask(query);
    expect(answer.status).toBe(503);
    expect(answer.data).toBeUndefined();
    expect(answer.errors).toEqual([
      {
        message: "The access could not be logged, so nothing is shown.",
        extensions: { code: "ACCESS_LOG_UNAVAILABLE", retryable: true },
      },
    ]);
    expect(JSON.stringify(answer.body)).not.toContain(showcase.minjun.name);
    await using live = connectLive(app.url, await app.token());
    using operation = live.subscribe(query);
    await expect(operation.completed).rejects.toMatchObject([
      { extensions: { code: "ACCESS_LOG_UNAVAILABLE" } },
    ]);
    // Who asks about nobody needs no log.
    expect((await app.ask("{ viewer { id } }")).status).toBe(200);
  });

  it("stops the first payload with all parts, and a later one that brings a new person", async () => {
    const deferred = `{ customer(id: "${minjun}") { profile { displayName } } ... @defer { other: customer(id: "${seoyeon}") { profile { displayName } } } }`;
    fail();
    const refused = await askInParts(app, { query: deferred });
    expect(refused.status).toBe(503);
    expect(await refused.rest()).toMatchObject([
      { errors: [{ extensions: { code: "ACCESS_LOG_UNAVAILABLE" } }] },
    ]);

    let appended = 0;
    log.before = () => {
      appended += 1;
      if (appended > 1) throw new Error("The log is gone.");
    };
    // Held until the first payload is out, so that the second person comes with the second.
    await using held = await holdTable(app.bank.urls.crm, "cust_mst");
    const answer = await askInParts(app, {
      query: `{ customer(id: "${minjun}") { crmId } ... @defer { late: customers(first: 60, filter: { query: "이서연" }) { edges { node { crmId } } } } }`,
    });
    const first = await answer.next();
    expect(first.data).toMatchObject({ customer: { crmId: showcase.minjun.custNo } });
    await held[Symbol.asyncDispose]();
    const rest = await answer.rest();
    expect(rest.flatMap(({ incremental = [] }) => incremental)).toMatchObject([
      { data: null, errors: [{ extensions: { code: "ACCESS_LOG_UNAVAILABLE" } }] },
    ]);
    expect(JSON.stringify(rest)).not.toContain(showcase.seoyeon.custNo);
  });

  it("ends a subscription with its error, and the client resumes where it was", async () => {
    const text = `subscription ($after: String) { customerContext(customerId: "${minjun}", after: $after) { cursor kind record { __typename } } }`;
    await using live = connectLive(app.url, await app.token());
    using stream = live.subscribe(text);
    const { data } = await stream.next();
    const { cursor } = (data as unknown as { customerContext: { cursor: string } }).customerContext;
    fail();
    await app.ask(
      `mutation { recordConsultation(input: { clientKey: "note-3", customerId: "${minjun}", channel: CALL, startedAt: "2026-06-30T00:00:00Z" }) { refusal { message } } }`,
    );
    await expect(stream.completed).rejects.toMatchObject([
      { extensions: { code: "ACCESS_LOG_UNAVAILABLE" } },
    ]);
    log.before = () => undefined;
    using resumed = live.subscribe(text, { after: cursor });
    expect((await resumed.next()).data).toMatchObject({ customerContext: { kind: "CONSULTATION" } });
  });

  it("holds the answer back for as long as the log waits", async () => {
    const gate = Promise.withResolvers<void>();
    const reached = vi.fn<() => void>();
    log.before = async () => {
      reached();
      await gate.promise;
    };
    let isAnswered = false;
    const answer = app.ask(query).finally(() => (isAnswered = true));
    await vi.waitFor(() => expect(reached).toHaveBeenCalledOnce());
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    expect(isAnswered).toBe(false);
    gate.resolve();
    expect((await answer).data).toMatchObject({
      customer: { profile: { displayName: showcase.minjun.name } },
    });
  });
});
