// What a viewer sees of whom, through the public door: by purpose, consent, objection, restriction and reach, on every path.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { showcase } from "../../src/demo/bank/showcase.js";
import { isUuid } from "../../src/shared/ids.js";
import { runSql } from "../harness/databases.js";
import { connectLive, type Message } from "../harness/live-client.js";
import { askInParts, mergePayloads } from "../harness/multipart-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type Answer, type Caller, type TestApp } from "../harness/test-app.js";
import { countPersonalValues, everyBlock } from "./personal-values.js";

let now = new Date("2026-06-30T15:00:00Z");
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ isFollowing: false, clock: { now: () => now } });
});
afterAll(() => app[Symbol.asyncDispose]());

const marketing: Caller = { role: "INTERNAL_APP", purpose: "MARKETING" };
const service: Caller = { role: "INTERNAL_APP", purpose: "SERVICE" };
const analyst: Caller = { role: "ANALYST", purpose: "ANALYTICS" };

interface Withheld {
  readonly field: string;
  readonly decision: string;
  readonly reason: string;
  readonly customerId: string;
  readonly path: readonly (string | number)[];
  readonly occurrences: number;
}
const withheldOf = (answer: { body?: unknown } | Message): readonly Withheld[] => {
  const body = ("body" in answer ? answer.body : answer) as { extensions?: { withheld?: Withheld[] } };
  return body.extensions?.withheld ?? [];
};
const reasonsOf = (answer: Answer | Message, field: string): readonly string[] =>
  withheldOf(answer).flatMap((item) => (item.field === field ? [item.reason] : []));

let keys = 0;
async function record(id: string, more: object): Promise<Answer> {
  keys += 1;
  const input = {
    clientKey: `consent-${String(keys)}`,
    customerId: id,
    purpose: "MARKETING",
    noticeVersion: "1",
    collectionMethod: "test",
    ...more,
  };
  const answer = await app.ask(
    `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { record { state } customer { ...Everything } refusal { message } } } ${everyBlock}`,
    { input },
    marketing,
  );
  expect(answer.errors).toBeUndefined();
  return answer;
}

/** Every way to a person by query. */
const allWays = `query ($id: ID!, $ids: [ID!]!, $crmId: String!, $_representations: [_Any!]!) {
  customer(id: $id) { ...Everything }
  alias: customer(id: $id) { ... on Customer { ...Everything } }
  customerByIdentity(identity: { namespace: CRM_ID, value: $crmId }) { ...Everything }
  customers(first: 60) { edges { node { ...Everything } } }
  node(id: $id) { ... on Customer { ...Everything } }
  nodes(ids: $ids) { id ... on Customer { ...Everything } }
  _entities(representations: $_representations) { ... on Customer { ...Everything } }
} ${everyBlock}`;
async function askAllWays(name: "seoyeon" | "minjun", caller: Caller): Promise<Answer> {
  const id = toCustomerId(name);
  const crmId = showcase[name].custNo;
  const _representations = [
    { __typename: "Customer", id },
    { __typename: "Customer", crmId },
  ];
  return app.ask(allWays, { id, ids: [id, id], crmId, _representations }, caller);
}

/** What the answer tells of one customer, in all places. */
function partsAbout(answer: unknown, id: string): readonly object[] {
  if (answer === null || typeof answer !== "object") return [];
  const inside = Object.values(answer).flatMap((value) => partsAbout(value, id));
  return "id" in answer && answer.id === id ? [answer, ...inside] : inside;
}

describe("a consent that is taken back", () => {
  const id = toCustomerId("seoyeon");

  it("is open in the answer of the yes and closed in the answer of the no itself", async () => {
    const given = await record(id, { state: "GIVEN" });
    expect(countPersonalValues(given.data)).toBeGreaterThan(10);
    const withdrawn = await record(id, { state: "WITHDRAWN" });
    expect(countPersonalValues(withdrawn.data)).toBe(0);
    expect(reasonsOf(withdrawn, "Customer.profile")).toEqual(["CONSENT_REFUSED"]);
    // What the person said has to be readable to be respected.
    expect(withdrawn.data).toMatchObject({ recordConsent: { record: { state: "WITHDRAWN" } } });
  });

  it("closes every way to the person at the next read, and opens none of another person", async () => {
    await record(id, { state: "GIVEN" });
    const before = await askAllWays("seoyeon", marketing);
    const open = partsAbout(before.data, id);
    expect(open).toHaveLength(9);
    for (const part of open) expect(countPersonalValues(part)).toBeGreaterThan(10);

    await record(id, { state: "WITHDRAWN" });
    const after = await askAllWays("seoyeon", marketing);
    expect(partsAbout(after.data, id)).toHaveLength(9);
    for (const part of partsAbout(after.data, id)) expect(countPersonalValues(part)).toBe(0);
    const [profile] = withheldOf(after).filter(
      ({ customerId, field }) => customerId === id && field === "Customer.profile",
    );
    expect(profile).toMatchObject({ decision: "DENIED", reason: "CONSENT_REFUSED", occurrences: 9 });
    expect(profile?.path).toEqual(["_entities", 0, "profile"]);
    // Service needs no consent, and shows her as ever.
    expect(countPersonalValues((await askAllWays("seoyeon", service)).data)).toBeGreaterThan(100);
  });

  it("reads nothing of what it closes, and the consents of all persons in one batch", async () => {
    await record(id, { state: "WITHDRAWN" });
    app.takeReads();
    await app.ask(
      `query ($id: ID!) { customer(id: $id) { ...Everything } } ${everyBlock}`,
      { id },
      marketing,
    );
    expect(app.takeReads().map(({ source, facet }) => `${source} ${facet}`)).toEqual([
      "store customers",
      "store consents",
    ]);
    await askAllWays("seoyeon", marketing);
    const consents = app.takeReads().filter(({ facet }) => facet === "consents");
    expect(consents).toEqual([{ source: "store", facet: "consents", asks: 60 }]);
  });

  it("runs out by the clock alone", async () => {
    // Of her nothing else was recorded that could stand in for it.
    const yuna = toCustomerId("yuna");
    await record(yuna, { state: "GIVEN", validUntil: "2026-07-01T00:00:00Z" });
    const ask = () =>
      app.ask(
        `query ($id: ID!) { customer(id: $id) { ...Everything } } ${everyBlock}`,
        { id: yuna },
        marketing,
      );
    expect(countPersonalValues((await ask()).data)).toBeGreaterThan(0);
    now = new Date("2026-07-01T00:00:00Z");
    const late = await ask();
    expect(countPersonalValues(late.data)).toBe(0);
    expect(reasonsOf(late, "Customer.transfers")).toEqual(["CONSENT_EXPIRED"]);
  });

  it("closes the live context at the next event, whose record is the no itself", async () => {
    await record(id, { state: "GIVEN" });
    await using live = connectLive(app.url, await app.token(marketing));
    using stream = live.subscribe(
      `subscription ($id: ID!) { customerContext(customerId: $id) { kind customer { ...Everything } record { __typename } } } ${everyBlock}`,
      { id },
    );
    const snapshot = await stream.next();
    expect(countPersonalValues(snapshot.data)).toBeGreaterThan(10);
    await record(id, { state: "WITHDRAWN" });
    const event = await stream.next();
    expect(event.data).toMatchObject({
      customerContext: { kind: "CONSENT", record: { __typename: "ConsentRecord" } },
    });
    expect(countPersonalValues(event.data)).toBe(0);
    expect(reasonsOf(event, "Customer.profile")).toEqual(["CONSENT_REFUSED"]);
  });

  it("closes records that are found without her, and their events carry none", async () => {
    const minjun = toCustomerId("minjun");
    const found = await app.ask(
      `query ($id: ID!) { customer(id: $id) { transfers(first: 1) { edges { node { id } } } webEvents(first: 1) { edges { node { id } } } } }`,
      { id: minjun },
    );
    const ids = [...JSON.stringify(found.data).matchAll(/"((?:trf|web)_[^"]+)"/g)].map(([, one]) => one!);
    expect(ids).toHaveLength(2);
    const ask = () =>
      app.ask(
        `query ($one: ID!, $ids: [ID!]!) { node(id: $one) { id __typename } nodes(ids: $ids) { id ... on Transfer { memo amount { amount } } } }`,
        { one: ids[0], ids },
        marketing,
      );
    await record(minjun, { state: "GIVEN" });
    expect(JSON.stringify((await ask()).data)).toContain(ids[1]);
    await record(minjun, { state: "WITHDRAWN" });
    const closed = await ask();
    expect(closed.data).toEqual({ node: null, nodes: [null, null] });
    expect(closed.errors).toBeUndefined();
    expect(
      Object.fromEntries(
        withheldOf(closed).map(({ field, ...rest }) => [field, [rest.path, rest.occurrences]]),
      ),
    ).toEqual(
      ids[0]?.startsWith("trf") === true
        ? { "Customer.transfers": [["node"], 2], "Customer.webEvents": [["nodes", 1], 1] }
        : { "Customer.webEvents": [["node"], 2], "Customer.transfers": [["nodes", 1], 1] },
    );
  });
});

describe("other limits", () => {
  it("an objection to statistics closes the person to analysts only", async () => {
    const id = toCustomerId("minjun");
    const ask = (caller: Caller) =>
      app.ask(
        `query ($id: ID!) { customer(id: $id) { crmId profile { tier } products { product } } }`,
        { id },
        caller,
      );
    expect(countPersonalValues((await ask(analyst)).data)).toBeGreaterThan(0);
    await runSql(app.bank.urls.gateway, "update customer set objections = '{ANALYTICS}' where crm_id = $1", [
      showcase.minjun.custNo,
    ]);
    const answer = await ask(analyst);
    expect(countPersonalValues(answer.data)).toBe(0);
    expect(reasonsOf(answer, "Customer.profile")).toEqual(["OBJECTED"]);
    expect(countPersonalValues((await ask(service)).data)).toBeGreaterThan(0);
  });

  it("a restriction closes the person to everybody but the law, with the wishes still readable", async () => {
    const id = toCustomerId("haeun");
    await runSql(app.bank.urls.gateway, "update customer set restricted_at = now() where crm_id = $1", [
      showcase.haeun.custNo,
    ]);
    const query = `query ($id: ID!) { customer(id: $id) { ...Everything crmId identities { value } consents { state } preferences { version } } } ${everyBlock}`;
    const answer = await app.ask(query, { id }, service);
    expect(answer.errors).toBeUndefined();
    expect(countPersonalValues(answer.data)).toBe(0);
    expect(new Set(withheldOf(answer).map(({ reason }) => reason))).toEqual(
      new Set(["PROCESSING_RESTRICTED"]),
    );
    expect(answer.data).toMatchObject({ customer: { id, crmId: null, preferences: { version: 0 } } });
    expect(JSON.stringify(answer.data)).not.toContain(showcase.haeun.custNo);
    const legal = await app.ask(query, { id }, { role: "PRIVACY_OFFICER", purpose: "LEGAL" });
    expect(countPersonalValues(legal.data)).toBeGreaterThan(0);
  });

  it("a token that names branches reaches the customers of these, and nobody while their source is down", async () => {
    const query = `query ($in: ID!, $out: ID!) { in: customer(id: $in) { ...Everything } out: customer(id: $out) { ...Everything } } ${everyBlock}`;
    const variables = { in: toCustomerId("minjun"), out: toCustomerId("namesake") };
    const agent: Caller = { role: "AGENT", branches: [showcase.minjun.branch] };
    app.takeReads();
    const answer = await app.ask(query, variables, agent);
    const { in: within, out } = answer.data as unknown as { in: object; out: object };
    expect(countPersonalValues(within)).toBeGreaterThan(10);
    expect(countPersonalValues(out)).toBe(0);
    expect(new Set(withheldOf(answer).map(({ reason, customerId }) => `${reason} ${customerId}`))).toEqual(
      new Set([`OUT_OF_REACH ${variables.out}`]),
    );
    // The branch is in the profile, which is read once for both.
    expect(app.takeReads().filter(({ facet }) => facet === "profile")).toEqual([
      { source: "crm", facet: "profile", asks: 2 },
    ]);
    const byCase = await app.ask(query, variables, { role: "AGENT", cases: [showcase.namesake.custNo] });
    expect(countPersonalValues((byCase.data as unknown as { out: object }).out)).toBeGreaterThan(10);

    const dead = new URL(app.bank.urls.crm);
    dead.port = "1";
    await using broken = await startTestApp({
      bank: app.bank,
      isFollowing: false,
      clock: { now: () => now },
      sourceSettings: { CRM_URL: dead.href },
    });
    const blind = await broken.ask(query, variables, agent);
    expect(countPersonalValues(blind.data)).toBe(0);
    // Without a branch in the token the dead source costs its own blocks.
    const seeing = await broken.ask(query, variables, { role: "AGENT" });
    expect(countPersonalValues(seeing.data)).toBeGreaterThan(10);
  });

  it("a purpose that free text is not for costs the text, with one error a field and every place counted", async () => {
    const id = toCustomerId("minjun");
    await record(id, { state: "GIVEN" });
    const answer = await app.ask(
      `query ($id: ID!) { customer(id: $id) { consultations(first: 3) { edges { node { topic summary text: summary } } } } }`,
      { id },
      marketing,
    );
    expect(answer.errors?.map(({ extensions }) => extensions)).toEqual([
      { code: "FORBIDDEN", retryable: false, field: "Consultation.summary" },
    ]);
    expect(withheldOf(answer)).toMatchObject([
      {
        field: "Consultation.summary",
        reason: "PURPOSE",
        occurrences: 6,
        path: ["customer", "consultations", "edges", 0, "node", "summary"],
      },
    ]);
  });

  it("masks hold in every item of a list and in aliases", async () => {
    const { data, body } = await app.ask(
      `{ customers(first: 60) { edges { node { identities { value again: value } } } } }`,
      {},
      analyst,
    );
    const values = [...JSON.stringify(data).matchAll(/"(?:value|again)":"([^"]*)"/g)].map(
      ([, value]) => value,
    );
    expect(values.length).toBeGreaterThan(500);
    for (const value of values) expect(value).toMatch(/^\*+.{0,2}$/u);
    const items = withheldOf({ body });
    expect(items).toHaveLength(60);
    expect(items.reduce((sum, { occurrences }) => sum + occurrences, 0)).toBe(values.length);
    expect(items.map(({ customerId }) => customerId)).toEqual(
      items.map(({ customerId }) => customerId).toSorted(),
    );
    expect(items.every(({ customerId }) => isUuid(customerId.slice("cus_".length)))).toBe(true);
  });

  it("nothing withheld is told as nothing", async () => {
    const { body } = await app.ask(`query ($id: ID!) { customer(id: $id) { id profile { tier } } }`, {
      id: toCustomerId("minjun"),
    });
    expect(body).not.toHaveProperty("extensions");
  });
});

describe("an answer in parts", () => {
  it("withholds in each part what it withholds in one piece, and tells it with the payload", async () => {
    const id = toCustomerId("seoyeon");
    await record(id, { state: "WITHDRAWN" });
    const query = `query ($id: ID!) { customer(id: $id) { id ... @defer { profile { tier } } ... @defer { transfers(first: 2) { edges { node { id } } } timeline(first: 2) { edges { cursor } } } } }`;
    const payloads = await (await askInParts(app, { query, variables: { id }, caller: marketing })).rest();
    expect(countPersonalValues(mergePayloads(payloads))).toBe(0);
    const told = payloads.flatMap((payload) => withheldOf({ body: payload }));
    expect(told.map(({ field }) => field).toSorted()).toEqual([
      "Customer.profile",
      "Customer.timeline",
      "Customer.transfers",
    ]);
  });
});
