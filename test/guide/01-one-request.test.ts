// Guide 1: the way of one request, from the network to the sources and back. Read it from top to bottom; every step
// is checked, so what it says is so.
//
// A telephone rings in the call centre. The agent's tool knows the number and asks who that is, what moved on the
// accounts lately, and how fresh the answer is.
import { afterAll, beforeAll, expect, it } from "vitest";
import { showcase } from "../../src/demo/bank/showcase.js";
import { recordStatements } from "../harness/record-statements.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";

const question = `query IncomingCall($phone: String!) {
  customerByIdentity(identity: { namespace: PHONE, value: $phone }) {
    profile { displayName }
    transfers(first: 2) { edges { node { amount { amount currency } } } }
    sources { name status }
  }
}`;
const variables = { phone: showcase.minjun.phone };

let app: TestApp;
beforeAll(async () => {
  // A whole gateway over a copy of the demo bank: five PostgreSQL databases, one of them our own.
  app = await startTestApp({ isFollowing: false });
});
afterAll(() => app[Symbol.asyncDispose]());

const post = async (headers: Record<string, string>, body: string): Promise<Response> =>
  fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });

it("1. transport/graphql-route.ts: nobody is heard without a token, whatever the body says", async () => {
  const response = await post({}, "not even JSON");
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toBe("Bearer");
  // Also a refusal has a code of the closed list (shared/errors.ts); docs/errors has a page for each.
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
});

it("2. security/authenticate.ts: the token becomes a viewer: who, in which role, for which purpose", async () => {
  const { data } = await app.ask("{ viewer { roles purpose } }", {}, { role: "AGENT", purpose: "SERVICE" });
  expect(data).toEqual({ viewer: { roles: ["AGENT"], purpose: "SERVICE" } });
});

it("3. graphql/create-pipeline.ts: the document is parsed, bounded and validated before anything is read", async () => {
  app.takeReads();
  const { status, errors } = await app.ask("{ customerByIdentity { profile { shoeSize } } }");
  expect(status).toBe(200);
  expect(errors?.[0]?.extensions).toMatchObject({ code: "GRAPHQL_VALIDATION_FAILED" });
  expect(app.takeReads()).toEqual([]);
});

it("4. policy.yml: each field has a rule, judged before its resolver runs", async () => {
  // An analyst counts people and looks up none of them by name or number.
  const { data, errors } = await app.ask(question, variables, { role: "ANALYST", purpose: "ANALYTICS" });
  expect(data).toEqual({ customerByIdentity: null });
  expect(errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN", field: "Query.customerByIdentity" });
  expect(app.takeReads()).toEqual([]);
});

it("5. loaders/: resolvers ask for one thing each, and the loaders make one batch a source and facet of it", async () => {
  await app.ask(question, variables);
  expect(app.takeReads()).toEqual([
    // Whose number is it? Links between identities and customers are what only we keep, so this is our store.
    { source: "store", facet: "holders", asks: 1 },
    { source: "store", facet: "customers", asks: 1 },
    // Under which names do the systems know this customer: a number in the CRM, accounts in the transfers.
    { source: "store", facet: "identities", asks: 1 },
    // Both sources at the same time. He has four accounts; that is still one batch.
    { source: "crm", facet: "profile", asks: 1 },
    { source: "transfers", facet: "transfers", asks: expect.any(Number) as number },
    // Has anybody sent us transfers of his, beside those of the bank? Of which kinds there are any is asked once.
    { source: "store", facet: "ownFacets", asks: 1 },
  ]);

  // Ten aliases, ten times the fields: the same batches.
  const tenTimes = `query ($phone: String!) { ${Array.from(
    { length: 10 },
    (_, at) =>
      `a${String(at)}: customerByIdentity(identity: { namespace: PHONE, value: $phone }) { profile { displayName } }`,
  ).join("\n")} }`;
  await app.ask(tenTimes, variables);
  expect(app.takeReads().filter(({ source }) => source === "crm")).toEqual([
    { source: "crm", facet: "profile", asks: 1 },
  ]);
});

it("6. sources/: each batch is one statement in the source's own database; sources are never joined", async () => {
  await app.ask(question, variables);
  const { statements } = await recordStatements(() => app.ask(question, variables));
  const countIn = (url: string): number =>
    statements.filter(({ database }) => database === new URL(url).pathname.slice(1)).length;
  expect(countIn(app.bank.urls.crm)).toBe(1);
  expect(countIn(app.bank.urls.transfers)).toBe(1);
  // Nobody asked for these, so nobody reads them.
  expect(countIn(app.bank.urls.web_events) + countIn(app.bank.urls.consultations)).toBe(0);
  // We read what is not ours and never write it; in our own store the access log is written.
  const writes = statements.filter(({ text }) => /\b(insert|update|delete)\b/i.test(text));
  expect(writes.map(({ database }) => database)).toEqual([new URL(app.bank.urls.gateway).pathname.slice(1)]);
});

it("7. the answer: every block with its records, and how each source did", async () => {
  const { status, data, errors } = await app.ask(question, variables);
  expect(status).toBe(200);
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    customerByIdentity: {
      profile: { displayName: showcase.minjun.name },
      // Money is a decimal string with its currency, never a float.
      transfers: {
        edges: [1, 2].map(() => ({
          node: { amount: { amount: expect.stringMatching(/^-?\d+(\.\d+)?$/) as string, currency: "KRW" } },
        })),
      },
      sources: expect.arrayContaining([
        { name: "crm", status: "OK" },
        { name: "transfers", status: "OK" },
        { name: "web-events", status: "NOT_ASKED" },
      ]) as unknown,
    },
  });
});

it("8. when a source is dead, it costs its own block: null, one coded error, and the rest stands", async () => {
  const dead = new URL(app.bank.urls.transfers);
  dead.port = "1";
  await using broken = await startTestApp({
    bank: app.bank,
    isFollowing: false,
    sourceSettings: { TRANSFERS_URL: dead.href },
  });
  const { data, errors } = await broken.ask(question, variables);
  expect(data).toMatchObject({
    customerByIdentity: { profile: { displayName: showcase.minjun.name }, transfers: null },
  });
  expect(errors).toHaveLength(1);
  expect(errors?.[0]?.extensions).toMatchObject({
    code: "SOURCE_UNAVAILABLE",
    source: "transfers",
    retryable: true,
  });
});
