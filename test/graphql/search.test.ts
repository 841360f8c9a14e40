import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { showcase } from "../../src/demo/bank/showcase.js";
import { runSql } from "../harness/databases.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";
import { toCustomerId } from "../harness/showcase-ids.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app[Symbol.asyncDispose]());

interface Page {
  readonly customers: {
    readonly edges: readonly { readonly node: { readonly id: string; readonly crmId: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

const document = `query ($first: Int, $after: String, $filter: CustomerFilter) {
  customers(first: $first, after: $after, filter: $filter) { edges { node { id crmId } } pageInfo { hasNextPage endCursor } }
}`;

async function find(filter: object): Promise<string[]> {
  const { data, errors } = await app.ask(document, { first: 200, filter });
  expect(errors).toBeUndefined();
  return (data as unknown as Page).customers.edges.map(({ node }) => node.crmId);
}

async function readAll(first: number, filter?: object): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { data, errors } = await app.ask(document, { first, after, filter });
    expect(errors).toBeUndefined();
    const { edges, pageInfo } = (data as unknown as Page).customers;
    ids.push(...edges.map(({ node }) => node.id));
    if (!pageInfo.hasNextPage) return ids;
    expect(pageInfo.endCursor).not.toBe(after);
    after = pageInfo.endCursor;
  }
}

describe("searching customers", () => {
  it.each([
    ["the Korean name", "김민준", [showcase.minjun.custNo, showcase.namesake.custNo]],
    ["the Korean name with a space", "김 민준", [showcase.minjun.custNo, showcase.namesake.custNo]],
    ["the Korean name in decomposed letters", "이서연".normalize("NFD"), [showcase.seoyeon.custNo]],
    ["part of the English name in any case", "emily", [showcase.emily.custNo]],
    ["the English name the other way round", "carter EMILY", [showcase.emily.custNo]],
    ["the e-mail address in any case", "Seoyeon.Lee@example.com", [showcase.seoyeon.custNo]],
    ["the beginning of the e-mail address", "seoyeon.lee", [showcase.seoyeon.custNo]],
    ["a telephone number as it is spoken", "010-2468-1357", [showcase.namesake.custNo]],
    ["the same number in E.164", "+82 10 2468 1357", [showcase.namesake.custNo]],
    ["the last digits of a telephone number", "24681357", [showcase.namesake.custNo]],
    ["a foreign telephone number", "+1 415 555 0123", [showcase.emily.custNo]],
  ])("finds by %s", async (_how, query, expected) => {
    const found = await find({ query });
    expect(found).toEqual(expect.arrayContaining([...expected]));
    // A full name can be somebody else's too; everything else here is one person's own.
    expect(found.length === 1 || expected.length > 1).toBe(true);
  });

  it("finds everybody who shares a line", async () => {
    const crmIds = await find({ query: "010-1234-5678" });
    expect(crmIds).toEqual(expect.arrayContaining([showcase.minjun.custNo, showcase.hajun.custNo]));
  });

  it("finds nobody for a text that nobody has, and takes wildcards as they are", async () => {
    expect(await find({ query: "없는사람" })).toEqual([]);
    expect(await find({ query: "%" })).toEqual([]);
    expect(await find({ query: "_" })).toEqual([]);
    expect(await find({ query: "' or 1=1 --" })).toEqual([]);
  });

  it("by what a person is called is not for analysts, who may narrow by tier", async () => {
    const analyst = { role: "ANALYST", purpose: "ANALYTICS" } as const;
    const denied = await app.ask(document, { first: 1, filter: { query: "010-1234-5678" } }, analyst);
    expect(denied.errors?.[0]?.extensions).toMatchObject({
      code: "FORBIDDEN",
      field: "CustomerFilter.query",
    });
    expect(denied.data).toBeNull();
    const narrowed = await app.ask(document, { first: 1, filter: { tiers: ["VIP"] } }, analyst);
    expect(narrowed.errors).toBeUndefined();
  });

  it("narrows by tier and branch together", async () => {
    const all = await find({ branches: [showcase.minjun.branch] });
    expect(all).toContain(showcase.minjun.custNo);
    const { data } = await app.ask(
      `{ customers(first: 200, filter: { branches: ["${showcase.minjun.branch}"] }) { edges { node { profile { branch tier } } } } }`,
    );
    const profiles = (
      data as unknown as { customers: { edges: { node: { profile: { branch: string; tier: string } } }[] } }
    ).customers.edges.map(({ node }) => node.profile);
    expect(new Set(profiles.map(({ branch }) => branch))).toEqual(new Set([showcase.minjun.branch]));
    const tier = profiles[0]?.tier ?? "";
    const narrowed = await find({ branches: [showcase.minjun.branch], tiers: [tier] });
    expect(narrowed).toHaveLength(profiles.filter((profile) => profile.tier === tier).length);
  });
});

describe("paging through customers", () => {
  it.each([1, 7, 25, 200])("in pages of %i shows everybody once, in one order", async (first) => {
    const ids = await readAll(first);
    const known = await runSql(
      app.bank.urls.gateway,
      "select 'cus_' || id as id from customer order by customer.id",
    );
    expect(known.length).toBeGreaterThan(50);
    expect(ids).toEqual(known.map((row) => (row as { id: string }).id));
  });

  it("with a filter does the same", async () => {
    const inPages = await readAll(2, { query: "김" });
    expect(inPages).toEqual(await readAll(200, { query: "김" }));
    expect(inPages).toContain(toCustomerId("minjun"));
    expect(new Set(inPages).size).toBe(inPages.length);
  });
});
