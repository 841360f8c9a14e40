// The same operations straight to the gateway and its neighbours, and through both routers: the real app, real tokens.
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loyaltySdl, startLoyalty } from "../../examples/loyalty-subgraph/start-loyalty.js";
import { showcase } from "../../src/demo/bank/showcase.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";
import { composeSupergraph } from "./compose.js";
import { followStream } from "./follow-stream.js";
import { startApolloGateway, startHiveGateway, type Router } from "./start-routers.js";
import { startVisits, visitsSdl } from "./start-visits.js";

type Answer = {
  readonly data?: Record<string, never> | null;
  readonly errors?: readonly { message: string }[];
};

const started = new AsyncDisposableStack();
const routers: Partial<Record<string, Router>> = {};
let app: TestApp;

beforeAll(async () => {
  app = started.use(await startTestApp({ isFollowing: false }));
  const loyalty = started.use(await startLoyalty(0));
  const visits = started.use(
    await startVisits({ [toCustomerId("minjun")]: 3, [toCustomerId("emily")]: 1, [nobody]: 7 }),
  );
  const { data } = await app.ask("{ _service { sdl } }");
  const { sdl } = (data as unknown as { _service: { sdl: string } })._service;
  const subgraphs = [
    { name: "customers", url: `${app.url}/graphql`, sdl },
    { name: "loyalty", url: loyalty.url, sdl: loyaltySdl },
    { name: "visits", url: visits.url, sdl: visitsSdl },
  ];
  routers["@apollo/gateway"] = started.use(
    await startApolloGateway(composeSupergraph("@apollo/composition", subgraphs)),
  );
  routers["@graphql-hive/gateway"] = started.use(
    await startHiveGateway(composeSupergraph("@theguild/federation-composition", subgraphs), "customers"),
  );
});
afterAll(() => started.disposeAsync());

const nobody = "cus_00000000-0000-5000-8000-000000000000";

async function askThrough(
  router: string,
  query: string,
  variables: Record<string, unknown> = {},
  { purpose, ...caller }: Caller = {},
): Promise<Answer> {
  const response = await fetch(routers[router]?.url ?? "", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      // The token leaves the purpose open, so that only the forwarded header can say it.
      authorization: `Bearer ${await app.token({ ...caller, purpose: null })}`,
      ...(purpose === null ? {} : { "x-purpose": purpose ?? "SERVICE" }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

describe.each(["@apollo/gateway", "@graphql-hive/gateway"])("through %s", (router) => {
  it("joins a customer of the gateway with the loyalty programme", async () => {
    const answer = await askThrough(
      router,
      "query ($id: ID!) { customer(id: $id) { profile { displayName } tier points visits } }",
      { id: toCustomerId("minjun") },
    );
    expect(answer).toEqual({
      data: { customer: { profile: { displayName: "김민준" }, tier: "GOLD", points: 25400, visits: 3 } },
    });
  });

  it("reaches the gateway by crmId in one batch, and whom it does not know costs only his own fields", async () => {
    app.takeReads();
    const { data, errors } = await askThrough(
      router,
      "{ topMembers { points crmId profile { displayName } } }",
    );
    expect(data?.["topMembers"]).toEqual([
      { points: 25400, crmId: showcase.minjun.custNo, profile: { displayName: "김민준" } },
      { points: 8120, crmId: showcase.seoyeon.custNo, profile: { displayName: "이서연" } },
      { points: 300, crmId: showcase.emily.custNo, profile: { displayName: "Emily Carter" } },
      { points: 10, crmId: "99999999", profile: null },
    ]);
    expect(errors).toBeUndefined();
    expect(listReads()).toEqual([
      "crm profile 3",
      "store customers 3",
      "store holders 4",
      "store identities 3",
    ]);
  });

  it("reaches the gateway by id in one batch, and goes on from there to the other key", async () => {
    app.takeReads();
    const { data } = await askThrough(router, "{ visitors { visits profile { displayName } points } }");
    expect(data?.["visitors"]).toEqual([
      { visits: 3, profile: { displayName: "김민준" }, points: 25400 },
      { visits: 1, profile: { displayName: "Emily Carter" }, points: 300 },
      { visits: 7, profile: null, points: null },
    ]);
    expect(listReads()).toEqual(["crm profile 2", "store customers 3", "store identities 2"]);
  });

  it("answers the null key of a person whom the CRM does not know with null fields", async () => {
    const people = await app.ask("{ customers(first: 60) { edges { node { id crmId } } } }");
    const list = people.data?.["customers"] as
      | { edges: { node: { id: string; crmId: string | null } }[] }
      | undefined;
    const stranger = list?.edges.find(({ node }) => node.crmId === null)?.node.id;
    const answer = await askThrough(router, "query ($id: ID!) { customer(id: $id) { id points } }", {
      id: stranger,
    });
    expect(answer.data).toEqual({ customer: { id: stranger, points: null } });
  });

  it("forwards who asks: an analyst sees no name, and nobody anything without a purpose", async () => {
    const query = "query ($id: ID!) { customer(id: $id) { profile { displayName gender } points } }";
    const id = toCustomerId("minjun");
    const analyst = await askThrough(router, query, { id }, { role: "ANALYST", purpose: "ANALYTICS" });
    expect(analyst.data?.["customer"]).toEqual({
      profile: { displayName: null, gender: expect.any(String) as string },
      points: 25400,
    });
    expect(analyst.errors).toHaveLength(1);
    const aimless = await askThrough(router, query, { id }, { purpose: null });
    expect(aimless.data?.["customer"] ?? null).toBeNull();
    expect(aimless.errors).toHaveLength(1);
  });

  it.each(listQueries())("answers %s as the gateway does", async (_, text) => {
    const variables = {
      id: toCustomerId("minjun"),
      phone: showcase.minjun.phone,
      ids: [toCustomerId("minjun")],
    };
    const direct = await app.ask(text, variables);
    const answer = await askThrough(router, text, variables);
    expect(answer.errors).toEqual(direct.errors);
    expect(withoutTimings(answer.data)).toEqual(withoutTimings(direct.data));
  });
});

describe("a subscription through @graphql-hive/gateway", () => {
  it("comes from the gateway's socket, each event joined with the loyalty programme", async () => {
    await using stream = await followStream(routers["@graphql-hive/gateway"]?.url ?? "", {
      headers: {
        authorization: `Bearer ${await app.token({ role: "INTERNAL_APP", purpose: null })}`,
        "x-purpose": "SERVICE",
      },
      query: `subscription ($id: ID!) { customerContext(customerId: $id) {
        kind record { ... on ConsentRecord { purpose state } } customer { tier points profile { displayName } }
      } }`,
      variables: { id: toCustomerId("minjun") },
    });
    const customer = { tier: "GOLD", points: 25400, profile: { displayName: "김민준" } };
    expect(await stream.next()).toEqual({
      data: { customerContext: { kind: "SNAPSHOT", record: null, customer } },
    });
    await giveConsent();
    const record = { purpose: "MARKETING", state: "GIVEN" };
    expect(await stream.next()).toEqual({
      data: { customerContext: { kind: "CONSENT", record, customer } },
    });
  });
});

async function giveConsent(): Promise<void> {
  const { errors } = await app.ask(
    "mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { record { id } refusal { code } } }",
    {
      input: {
        clientKey: "through-a-router",
        customerId: toCustomerId("minjun"),
        purpose: "MARKETING",
        channel: "SMS",
        state: "GIVEN",
        noticeVersion: "1",
        collectionMethod: "app-settings",
      },
    },
    { role: "INTERNAL_APP" },
  );
  expect(errors).toBeUndefined();
}

function listReads(): string[] {
  return app
    .takeReads()
    .map(({ source, facet, asks }) => `${source} ${facet} ${String(asks)}`)
    .toSorted();
}

/** The queries of the three users. How an answer is parted is between a client and whom it asks: routers have their own say. */
function listQueries(): [string, string][] {
  const folder = new URL("../../examples/operations/", import.meta.url);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".graphql"))
    .map((path): [string, string] => [path, readFileSync(new URL(path, folder), "utf8")])
    .filter(([, text]) => /^query\b/m.test(text) && !text.includes("@defer"));
}

function withoutTimings(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, member: unknown) =>
      key === "latencyMs" || key === "asOf" ? typeof member : member,
    ),
  );
}
