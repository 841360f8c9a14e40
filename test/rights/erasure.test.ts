// A person is erased while the sources still have them, and stays erased whatever the sources tell.
// cspell:ignore ILPZ
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createPrivateKey } from "node:crypto";
import { findCertificateFault } from "../../src/security/sign-certificate.js";
import { eraseSteps } from "../../src/store/erase-steps.js";
import { makeKeyRing, testKeyRing } from "../fakes/key-ring.js";
import { createDemoBank, type DemoBank } from "../harness/demo-bank.js";
import { runSql } from "../harness/databases.js";
import { dumpTables } from "../harness/dump-tables.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { showcase } from "../../src/demo/bank/showcase.js";
import { startNoticeReceiver, type NoticeReceiver } from "./sources-that-answer.js";

const officer: Caller = { role: "PRIVACY_OFFICER", purpose: "LEGAL" };
const agent: Caller = { role: "AGENT", purpose: "SERVICE" };
const customerId = toCustomerId("seoyeon");
const crmId = showcase.seoyeon.custNo;
const erase = `mutation ($id: ID!, $reason: String!) {
  erasePersonalData(customerId: $id, reason: $reason) { certificate refusal { code field } } }`;

interface Certificate {
  readonly pseudonym: string;
  readonly store: readonly { table: string; deleted: number; pseudonymised: number }[];
  readonly sources: readonly { source: string; status: string; attempts: number; answer: unknown }[];
  readonly [member: string]: unknown;
}

async function runErase(app: TestApp, id = customerId, caller = officer): Promise<Certificate> {
  const { data, errors } = await app.ask(erase, { id, reason: "The person asked for it" }, caller);
  expect(errors).toBeUndefined();
  const payload = (data as unknown as { erasePersonalData: { certificate: Certificate; refusal: unknown } })
    .erasePersonalData;
  expect(payload.refusal).toBeNull();
  return payload.certificate;
}

/** All that the bank knows the person by, and the texts of the person that our store has. */
async function listTraces(bank: DemoBank): Promise<readonly string[]> {
  const [master] = (await runSql(
    bank.urls.crm,
    "select cust_nm, cust_eng_nm, hp_no, email_addr, ib_user_id from cust_mst where cust_no = $1",
    [crmId],
  )) as Record<string, string | null>[];
  const phone = (master!["hp_no"] ?? "").replaceAll(/\D/g, "");
  const accounts = (await runSql(
    bank.urls.transfers,
    "select acct_no from acct_pty where cif_no = 'CIF' || lpad($1, 10, '0')",
    [crmId],
  )) as { acct_no: string }[];
  const visitors = (await runSql(
    bank.urls.web_events,
    "select distinct vst_id as id from hit where login_id = $1 union select distinct dvc_id from hit where login_id = $1",
    [master!["ib_user_id"]],
  )) as { id: string | null }[];
  const texts = [
    crmId,
    ...Object.values(master!),
    phone,
    `+82${phone.slice(1)}`,
    ...accounts.map(({ acct_no }) => acct_no),
    ...visitors.map(({ id }) => id),
    customerId.replace("cus_", ""),
  ];
  return texts.filter((text): text is string => text !== null && text !== undefined && text.length > 3);
}

describe("erasing a person", () => {
  let bank: DemoBank;
  let app: TestApp;
  let receiver: NoticeReceiver;
  let traces: readonly string[];
  let before: ReadonlyMap<string, string>;
  let certificate: Certificate;
  let nodeIds: readonly string[];
  const rights = () => ({
    addresses: new Map([["crm", { url: receiver.url, secret: receiver.secret }]]),
    exportLifetimeHours: 24,
    publicUrl: undefined,
  });

  beforeAll(async () => {
    bank = await createDemoBank();
    receiver = await startNoticeReceiver("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    app = await startTestApp({ bank, rights: rights() });
    const write = async (query: string, input: object) => {
      const { errors } = await app.ask(query, { input }, { role: "INTERNAL_APP" });
      expect(errors).toBeUndefined();
    };
    await write(
      `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { refusal { code } } }`,
      {
        clientKey: `consent-of-${crmId}`,
        customerId,
        purpose: "MARKETING",
        state: "GIVEN",
        noticeVersion: "2026-03",
        collectionMethod: "call",
        onBehalfOf: "Kim Seoyeon's mother",
      },
    );
    await write(
      `mutation ($input: RecordConsultationInput!) { recordConsultation(input: $input) { refusal { code } } }`,
      {
        clientKey: "talk-1",
        customerId,
        channel: "CALL",
        startedAt: "2026-06-29T01:00:00Z",
        topic: "loan",
        summary: "Secret sorrow of Seoyeon",
        notes: "Private whisper",
      },
    );
    await write(
      `mutation ($input: UpdatePreferencesInput!) { updatePreferences(input: $input) { refusal { code } } }`,
      { customerId, version: await findVersion(), topics: [{ topic: "whispered-topic", subscribed: true }] },
    );
    for (const kind of ["ERASURE", "RECTIFICATION"])
      await write(
        `mutation ($input: RecordRightsRequestInput!) { recordRightsRequest(input: $input) { refusal { code } } }`,
        { clientKey: `rights-${kind}`, customerId, kind, details: "Uttered detail" },
      );
    await vi.waitUntil(() => receiver.received.length === 1, { timeout: 10_000 });
    nodeIds = await findNodes();
    traces = [...(await listTraces(bank)), "sorrow", "whisper", "Uttered", "mother"];
    before = await dumpTables(bank.urls.gateway);
    receiver.answer = () => ({
      status: 200,
      body: { status: "RETAINED", reason: `Tax law keeps ${crmId}`, until: "2031-12-31" },
    });
    certificate = await runErase(app);
  });
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
    await bank[Symbol.asyncDispose]();
  });

  async function findVersion(): Promise<number> {
    const { data } = await app.ask(
      `query ($id: ID!) { customer(id: $id) { preferences { version } } }`,
      { id: customerId },
      agent,
    );
    return (data as unknown as { customer: { preferences: { version: number } } }).customer.preferences
      .version;
  }

  async function findNodes(): Promise<readonly string[]> {
    const query = `query ($id: ID!) { customer(id: $id) {
      webEvents(first: 3) { edges { node { id } } } transfers(first: 3) { edges { node { id } } }
      consultations(first: 3) { edges { node { id } } } consentHistory(first: 3) { edges { node { id } } }
      triggers(first: 3) { edges { node { id } } } rightsRequests(first: 3) { edges { node { id } } } } }`;
    const { data, errors } = await app.ask(
      query,
      { id: customerId },
      { role: "PRIVACY_OFFICER", purpose: "SERVICE" },
    );
    expect(errors).toBeUndefined();
    const lists = Object.values((data as Record<string, object>)["customer"]!) as {
      edges: { node: { id: string } }[];
    }[];
    return lists.flatMap(({ edges }) => edges.map(({ node }) => node.id));
  }

  it("leaves nothing of the person in any table of the store", async () => {
    const all = [...before.values()].join("\n");
    // The check could not fail if the texts had not been there.
    for (const text of ["sorrow", "whisper", "Uttered", "mother", crmId]) expect(all).toContain(text);
    const found: string[] = [];
    for (const [table, text] of await dumpTables(bank.urls.gateway))
      for (const trace of traces) if (text.includes(trace)) found.push(`${table}: ${trace}`);
    expect(found).toEqual([]);
  });

  it("knows every table that has a customer or a record of one", async () => {
    const columns = (await runSql(
      bank.urls.gateway,
      "select distinct table_name as name from information_schema.columns where column_name in ('customer_id', 'merged_into_id')",
    )) as { name: string }[];
    const steps = eraseSteps.map(({ table }) => table);
    expect(columns.map(({ name }) => name).filter((name) => !steps.includes(name))).toEqual([]);
    expect(certificate.store.map(({ table }) => table)).toEqual([...new Set(steps)]);
  });

  it("keeps the counts: consents, consultations and events are there under the pseudonym", async () => {
    const count = (dump: ReadonlyMap<string, string>, table: string) => dump.get(table)?.split("\n").length;
    const after = await dumpTables(bank.urls.gateway);
    for (const table of ["consent_record", "consultation", "trigger", "rights_request"])
      expect([table, count(after, table)]).toEqual([table, count(before, table)]);
    const rows = await runSql(
      bank.urls.gateway,
      "select count(*)::int as n from consent_record where customer_id = $1 and actor = 'erased'",
      [certificate.pseudonym],
    );
    expect(rows).not.toEqual([{ n: 0 }]);
    const requests = await runSql(
      bank.urls.gateway,
      "select kind, status, details from rights_request where customer_id = $1 order by kind",
      [certificate.pseudonym],
    );
    expect(requests).toEqual([
      { kind: "ERASURE", status: "FULFILLED", details: null },
      { kind: "RECTIFICATION", status: "CANCELLED", details: null },
    ]);
  });

  it("makes the person and all records unfindable by every way", async () => {
    const [phone = ""] = traces.filter((text) => text.startsWith("+82"));
    const query = `query ($id: ID!, $phone: String!, $crm: String!, $ids: [ID!]!, $entities: [_Any!]!) {
      customer(id: $id) { id } node(id: $id) { id } nodes(ids: $ids) { id }
      phone: customerByIdentity(identity: { namespace: PHONE, value: $phone }) { id }
      crm: customerByIdentity(identity: { namespace: CRM_ID, value: $crm }) { id }
      customers(first: 50, filter: { query: "서연" }) { edges { node { crmId } } }
      _entities(representations: $entities) { __typename } }`;
    expect(nodeIds.length).toBeGreaterThan(8);
    const his = await app.ask(
      `query ($id: ID!) { customer(id: $id) { transfers(first: 200) { edges { node { id } } } } }`,
      { id: toCustomerId("minjun") },
      agent,
    );
    const shared = nodeIds.filter((id) => JSON.stringify(his.data).includes(`"${id}"`));
    expect(shared.length).toBeLessThan(3);
    const { data, errors } = await app.ask(
      query,
      { id: customerId, phone, crm: crmId, ids: nodeIds, entities: [{ __typename: "Customer", crmId }] },
      { role: "PRIVACY_OFFICER", purpose: "SERVICE" },
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      customer: null,
      node: null,
      // Bookings of the account that she has together with her husband are his.
      nodes: nodeIds.map((id) => (shared.includes(id) ? { id } : null)),
      // Her daughter uses the line too, and did not vanish with her.
      phone: { id: toCustomerId("haeun") },
      crm: null,
      _entities: [null],
    });
    expect(JSON.stringify((data as Record<string, unknown>)["customers"])).not.toContain(crmId);
    const pseudonym = await app.ask(
      `query ($id: ID!) { customer(id: $id) { id } }`,
      { id: `cus_${certificate.pseudonym}` },
      officer,
    );
    expect(pseudonym.data).toEqual({ customer: null });
  });

  it("gives a certificate that can be checked, and not one that was changed", () => {
    expect(findCertificateFault(testKeyRing, certificate)).toBeUndefined();
    expect(findCertificateFault(makeKeyRing("other", "test"), certificate)).toBeUndefined();
    expect(findCertificateFault(makeKeyRing("other"), certificate)).toMatch(/not among/);
    expect(findCertificateFault(testKeyRing, { ...certificate, reason: "x" })).toMatch(/changed/);
    const signature = certificate["signature"] as object;
    expect(
      findCertificateFault(testKeyRing, { ...certificate, signature: { ...signature, publicKey: "" } }),
    ).toMatch(/public key/);
    expect(() => createPrivateKey(String(certificate["signature"]))).toThrow();
    const tables = certificate.store.map(({ table }) => table);
    expect(tables).toEqual([...new Set(tables)]);
    expect(certificate.store.find(({ table }) => table === "identity_link")?.deleted).toBeGreaterThan(3);
  });

  it("tells each source what this source knows, signed, and puts its answer into the certificate", async () => {
    await vi.waitUntil(() => receiver.received.length === 2, { timeout: 10_000 });
    const [rectification, erasure] = receiver.received;
    expect(rectification).toMatchObject({
      isSigned: true,
      body: { type: "person.rectification-requested", data: { details: "Uttered detail" } },
    });
    expect(erasure).toMatchObject({ isSigned: true, body: { type: "person.erasure-requested" } });
    const namespaces = new Set(erasure!.body.data.identities.map(({ namespace }) => namespace));
    expect(namespaces).toEqual(new Set(["CRM_ID", "EMAIL", "LOGIN_ID", "PHONE"]));
    expect(erasure!.body.data.identities).toContainEqual({
      namespace: "CRM_ID",
      value: crmId,
      shared: false,
    });
    expect(JSON.stringify(erasure)).not.toContain(certificate.pseudonym);

    await vi.waitUntil(
      async () =>
        (await runErase(app)).sources.find(({ source }) => source === "crm")?.status === "CONFIRMED",
      { timeout: 10_000 },
    );
    const again = await runErase(app);
    expect(again).toMatchObject({ pseudonym: certificate.pseudonym, erasedAt: certificate["erasedAt"] });
    expect(again.sources).toContainEqual(
      expect.objectContaining({
        source: "crm",
        status: "CONFIRMED",
        answer: { status: "RETAINED", reason: "Tax law keeps …", until: "2031-12-31" },
      }),
    );
    const others = again.sources.filter(({ source }) => source !== "crm");
    expect(others.map(({ status }) => status)).toEqual(others.map(() => "NOT_CONFIGURED"));
    expect(others.length).toBeGreaterThan(3);
    expect(findCertificateFault(testKeyRing, again)).toBeUndefined();
    const listed = await app.ask(
      `{ erasureCertificates { edges { node { pseudonym certificate } } } }`,
      {},
      officer,
    );
    expect(JSON.stringify(listed.data)).toContain(certificate.pseudonym);
    const forbidden = await app.ask(erase, { id: customerId, reason: "x" }, agent);
    expect(forbidden.errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
  });

  it("refuses the tables' history to everybody else, also while erasing lets itself in", async () => {
    for (const statement of [
      "update consent_record set actor = 'x'",
      "begin; select set_config('gateway.erasing', 'on', true); delete from consent_record; commit",
    ])
      await expect(runSql(bank.urls.gateway, statement)).rejects.toThrow(/append-only/);
  });

  describe("after a restart, a full scan and new records of the source", () => {
    let restarted: TestApp;
    beforeAll(async () => {
      await app[Symbol.asyncDispose]();
      await runSql(bank.urls.gateway, "delete from identity_scan");
      app = restarted = await startTestApp({ bank, rights: rights() });
      await restarted.app.linkIdentities();
    });

    it("the person stays gone", async () => {
      const account = traces.find((text) => /^\d{10,}$/.test(text) && !text.startsWith("010"));
      await runSql(
        bank.urls.transfers,
        `insert into txn (txn_no, acct_no, dc_cd, txn_amt, book_ts) values ('T-late', $1, 'C', 1, now())`,
        [account],
      );
      // A record of somebody else, so that it is known when the scan has passed the first one.
      const [other] = (await runSql(
        bank.urls.transfers,
        "select acct_no from acct_pty where cif_no not like '%' || $1 group by acct_no having count(*) = 1 limit 1",
        [crmId],
      )) as { acct_no: string }[];
      await runSql(
        bank.urls.transfers,
        `insert into txn (txn_no, acct_no, dc_cd, txn_amt, book_ts) values ('T-other', $1, 'C', 1, now())`,
        [other!.acct_no],
      );
      const listEvents = () =>
        runSql(bank.urls.gateway, "select record_id from event where record_id in ('T-late', 'T-other')");
      await vi.waitUntil(async () => (await listEvents()).length > 0, { timeout: 10_000 });
      expect(await listEvents()).toEqual([{ record_id: "T-other" }]);
      const { data } = await restarted.ask(
        `query ($id: ID!) { customer(id: $id) { id } }`,
        { id: customerId },
        agent,
      );
      expect(data).toEqual({ customer: null });
      const found: string[] = [];
      for (const [table, text] of await dumpTables(bank.urls.gateway))
        for (const trace of traces) if (text.includes(trace)) found.push(`${table}: ${trace}`);
      expect(found).toEqual([]);
    });

    it("a new registration on purpose makes the person a customer again, with the same telephone and login", async () => {
      await runSql(
        bank.urls.crm,
        `insert into cust_mst (cust_no, cust_nm, hp_no, hp_own_yn, email_addr, ib_user_id, join_dtm)
         select '7777777', cust_nm, hp_no, hp_own_yn, email_addr, ib_user_id, now() from cust_mst where cust_no = $1`,
        [crmId],
      );
      const query = `{ crm: customerByIdentity(identity: { namespace: CRM_ID, value: "7777777" }) { crmId identities { namespace } consents { state } } }`;
      const ask = async () =>
        (
          (await restarted.ask(query, {}, { role: "PRIVACY_OFFICER", purpose: "SERVICE" }))
            .data as unknown as { crm: { identities: { namespace: string }[] } | null }
        ).crm;
      await vi.waitUntil(async () => (await ask()) !== null, { timeout: 10_000 });
      const again = await ask();
      expect(again).toMatchObject({ crmId: "7777777", consents: [] });
      expect(new Set(again!.identities.map(({ namespace }) => namespace))).toEqual(
        new Set(["CRM_ID", "EMAIL", "LOGIN_ID", "PHONE"]),
      );
      const gone = await restarted.ask(
        `query ($id: ID!) { customer(id: $id) { id } }`,
        { id: customerId },
        agent,
      );
      expect(gone.data).toEqual({ customer: null });
    });
  });
});
