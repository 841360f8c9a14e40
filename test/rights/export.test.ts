// Exports compared with the databases themselves, fetched through the door.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHash } from "node:crypto";
import { showcase } from "../../src/demo/bank/showcase.js";
import { runSql } from "../harness/databases.js";
import { dumpTables } from "../harness/dump-tables.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";
import { toCustomerId } from "../harness/showcase-ids.js";

let now = new Date("2026-07-01T00:00:00Z");
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock: { now: () => now }, isFollowing: false });
});
afterAll(() => app[Symbol.asyncDispose]());

const officer: Caller = { role: "PRIVACY_OFFICER", purpose: "LEGAL", expiresInSeconds: 86_400 * 365 };
const mutation = `mutation ($id: ID!) { exportPersonalData(customerId: $id) { url expiresAt refusal { code } } }`;

interface Exported {
  readonly url: string | null;
  readonly expiresAt: string | null;
  readonly refusal: { readonly code: string } | null;
}

async function makeExport(id: string, from = app): Promise<Exported> {
  const { data, errors } = await from.ask(mutation, { id }, officer);
  expect(errors).toBeUndefined();
  return (data as unknown as { exportPersonalData: Exported }).exportPersonalData;
}

type Document = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

async function fetchExport(name: keyof typeof showcase): Promise<Document> {
  const { url } = await makeExport(toCustomerId(name));
  const response = await fetch(url!);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  return (await response.json()) as Document;
}

const idsOf = (records: Document[string] | undefined) => new Set(records?.map(({ recordId }) => recordId));
const selectIds = async (url: string, text: string, values: readonly unknown[]) =>
  new Set(((await runSql(url, text, values)) as { id: string }[]).map(({ id }) => id));

describe("an export", () => {
  it.each(["minjun", "seoyeon", "emily", "daehyun", "yuna"] as const)(
    "of %s has every record of every source, as SQL finds them",
    async (name) => {
      const document = await fetchExport(name);
      const { urls } = app.bank;
      const { custNo } = showcase[name];
      const login = "login" in showcase[name] ? showcase[name].login : null;
      expect(idsOf(document["transfers"])).toEqual(
        await selectIds(
          urls.transfers,
          `select txn_no as id from txn where acct_no in
             (select acct_no from acct_pty where cif_no = 'CIF' || lpad($1, 10, '0'))`,
          [custNo],
        ),
      );
      expect(idsOf(document["products"])).toEqual(
        await selectIds(urls.crm, "select hold_no as id from prd_hold where cust_no = $1", [custNo]),
      );
      expect(idsOf(document["contacts"])).toEqual(
        await selectIds(urls.crm, "select cntct_no as id from cmpgn_cntct where cust_no = $1", [custNo]),
      );
      const web = await selectIds(urls.web_events, "select hit_id as id from hit where login_id = $1", [
        login,
      ]);
      expect([...web].filter((id) => !idsOf(document["webEvents"]).has(id))).toEqual([]);
      const talks = await selectIds(
        urls.consultations,
        "select cnslt_no as id from cnslt where cust_no = $1",
        [custNo],
      );
      expect([...talks].filter((id) => !idsOf(document["consultations"]).has(id))).toEqual([]);
      const consents = await selectIds(
        urls.gateway,
        "select id::text as id from consent_record where customer_id = $1",
        [toCustomerId(name).replace("cus_", "")],
      );
      expect(new Set(document["consents"]?.map(({ id }) => id))).toEqual(consents);
      const key = toCustomerId(name).replace("cus_", "");
      for (const [list, table] of [
        ["preferencesHistory", "preferences_version"],
        ["consentDuties", "consent_duty"],
        ["triggers", "trigger"],
      ] as const) {
        const rows = await runSql(urls.gateway, `select 1 from ${table} where customer_id = $1`, [key]);
        expect([list, document[list]?.length]).toEqual([list, rows.length]);
      }
      expect(document["gaps"]).toEqual([]);
      expect(JSON.stringify(document["profile"])).toContain(showcase[name].name);
      expect(JSON.stringify(document["identities"])).toContain(custNo);
    },
  );

  it("is not masked, tells the processing, and hides the pseudonym", async () => {
    const document = await fetchExport("minjun");
    const text = JSON.stringify(document);
    for (const value of [showcase.minjun.phoneE164, showcase.minjun.email]) expect(text).toContain(value);
    expect(document["processing"]).toMatchObject({
      purposes: expect.arrayContaining([expect.objectContaining({ purpose: "MARKETING" })]) as unknown,
      sources: expect.arrayContaining([{ source: "crm", data: ["profile"] }]) as unknown,
    });
    const [row] = (await runSql(app.bank.urls.gateway, "select subject_ref from customer where id = $1", [
      toCustomerId("minjun").replace("cus_", ""),
    ])) as { subject_ref: string }[];
    expect(text).not.toContain(row!.subject_ref);
    // Made and fetched: each is an entry, and the later export shows those of the earlier ones.
    const actions = document["accessLog"]?.map(({ action }) => action);
    expect(actions?.filter((action) => action === "EXPORT").length).toBeGreaterThanOrEqual(2);
  });

  it("lies sealed in the store under the hash of its token, and nothing of it can be read there", async () => {
    const { url } = await makeExport(toCustomerId("minjun"));
    const token = url!.split("/").at(-1)!;
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    const dump = [...(await dumpTables(app.bank.urls.gateway)).values()].join("\n");
    expect(dump).not.toContain(token);
    expect(dump).toContain(createHash("sha256").update(token).digest("base64url"));
    expect(dump).not.toContain(Buffer.from(showcase.minjun.email).toString("hex"));
    expect(dump).not.toContain(showcase.minjun.email);
  });

  it("of a wrong token, and of a right one after its time, is 404 like any unknown path", async () => {
    const { url, expiresAt } = await makeExport(toCustomerId("emily"));
    expect(expiresAt).toBe(new Date(now.getTime() + 86_400_000).toISOString().replace(".000Z", "Z"));
    const unknown = await fetch(url!.slice(0, -1) + (url!.endsWith("A") ? "B" : "A"));
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { errors: [{ extensions: { code: "NOT_FOUND" } }] },
    ]);
    expect((await fetch(url!)).status).toBe(200);
    now = new Date(now.getTime() + 86_400_000);
    expect((await fetch(url!)).status).toBe(404);
    expect(await app.app.store.personalExports.deleteExpired(now.toISOString())).toBeGreaterThan(0);
    expect(await runSql(app.bank.urls.gateway, "select 1 from personal_export_part")).toEqual([]);
  });

  it("moves a request for access on, and a person who is not there is refused", async () => {
    const record = `mutation ($input: RecordRightsRequestInput!) {
      recordRightsRequest(input: $input) { request { id } } }`;
    await app.ask(
      record,
      { input: { clientKey: "a", customerId: toCustomerId("yuna"), kind: "ACCESS" } },
      officer,
    );
    await makeExport(toCustomerId("yuna"));
    const { data } = await app.ask(
      `{ rightsRequests { edges { node { status steps { action } } } } }`,
      {},
      officer,
    );
    expect(JSON.stringify(data)).toContain(
      '{"status":"IN_PROGRESS","steps":[{"action":"RECORDED"},{"action":"EXPORTED"}]}',
    );
    const nobody = await makeExport("cus_00000000-0000-4000-8000-000000000000");
    expect(nobody).toEqual({ url: null, expiresAt: null, refusal: { code: "NOT_FOUND" } });
  });

  it("goes with the person when the person is erased", async () => {
    const { url } = await makeExport(toCustomerId("daehyun"));
    await app.ask(
      `mutation ($id: ID!) { erasePersonalData(customerId: $id, reason: "asked") { refusal { code } } }`,
      { id: toCustomerId("daehyun") },
      officer,
    );
    expect((await fetch(url!)).status).toBe(404);
  });
});

describe("an export while a source is down", () => {
  it("is an error that names the source, and leaves nothing behind", async () => {
    await using broken = await startTestApp({
      isFollowing: false,
      sourceSettings: { TRANSFERS_URL: "postgres://nobody@127.0.0.1:9/none" },
    });
    const { data, errors } = await broken.ask(mutation, { id: toCustomerId("minjun") }, officer);
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code: "SOURCE_UNAVAILABLE", source: "transfers" });
    expect(await runSql(broken.bank.urls.gateway, "select 1 from personal_export")).toEqual([]);
    expect(await runSql(broken.bank.urls.gateway, "select 1 from personal_export_part")).toEqual([]);
  });
});
