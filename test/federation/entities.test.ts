// The gateway as a subgraph, asked as a router asks it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { maxRepresentations } from "../../src/graphql/federation/create-entities-resolver.js";
import { showcase } from "../../src/demo/bank/showcase.js";
import { toNodeId } from "../../src/shared/ids.js";
import { connectLive } from "../harness/live-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ isFollowing: false });
});
afterAll(() => app[Symbol.asyncDispose]());

const text = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Customer { id profile { displayName birthDate } } }
}`;
const ask = (representations: readonly unknown[], caller?: Caller) =>
  app.ask(text, { representations }, caller);
const minjun = {
  id: toCustomerId("minjun"),
  profile: { displayName: "김민준", birthDate: expect.any(String) as string },
};
const byId = { __typename: "Customer", id: minjun.id };
const byCrmId = { __typename: "Customer", crmId: showcase.minjun.custNo };

describe("_service", () => {
  it("tells the schema as a router reads it, without directives that some routers refuse", async () => {
    const { data } = await app.ask("{ _service { sdl } }");
    const { sdl } = (data as unknown as { _service: { sdl: string } })._service;
    expect(sdl).toContain(
      '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])',
    );
    expect(sdl).toContain('type Customer implements Node @key(fields: "id") @key(fields: "crmId") {');
    expect(sdl).not.toMatch(/[:}\])!] *@(federation__)?(authenticated|requiresScopes|policy)/);
  });
});

describe("_entities", () => {
  it("finds the same customer by id and by crmId, in the order of the representations", async () => {
    const { data, errors } = await ask([byCrmId, { ...byId, id: toCustomerId("seoyeon") }, byId]);
    expect(errors).toBeUndefined();
    expect(data?.["_entities"]).toEqual([
      minjun,
      expect.objectContaining({ id: toCustomerId("seoyeon") }),
      minjun,
    ]);
  });

  it("answers null, and no error, where nobody has the key or the key is null", async () => {
    const unknown = toNodeId("Customer", "00000000-0000-5000-8000-000000000000");
    const { data, errors } = await ask([
      { ...byId, id: unknown },
      { ...byCrmId, crmId: "no such number" },
      { ...byCrmId, crmId: null },
      byId,
    ]);
    expect(errors).toBeUndefined();
    expect(data?.["_entities"]).toEqual([null, null, null, minjun]);
  });

  it.each([
    ["not an object", "customer"],
    ["an object without a type", { id: minjun.id }],
    ["of a type without a key", { __typename: "Transfer", id: "trf_1" }],
    ["of a type named like a member of every object", { __typename: "constructor" }],
    ["without a key", { __typename: "Customer" }],
    ["of an id that is none of this graph", { ...byId, id: "010-1234-5678" }],
    ["of another type's id", { ...byId, id: "trf_1" }],
    ["of a crmId that is not text", { ...byCrmId, crmId: { $ne: 1 } }],
    ["of an empty crmId", { ...byCrmId, crmId: " " }],
  ])(
    "refuses a representation %s with one error that names the argument, and answers the others",
    async (_, wrong) => {
      const { status, data, errors } = await ask([wrong, byId]);
      expect(status).toBe(200);
      expect(data?.["_entities"]).toEqual([null, minjun]);
      expect(errors).toMatchObject([
        { path: ["_entities", 0], extensions: { code: "INVALID_ARGUMENT", argument: "representations" } },
      ]);
      expect(JSON.stringify(errors)).not.toContain("010-1234-5678");
    },
  );

  it("refuses more representations than one operation may have", async () => {
    const { data, errors } = await ask(Array.from({ length: maxRepresentations + 1 }, () => byId));
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: "INVALID_ARGUMENT", argument: "representations" } }]);
  });

  it("judges fields, and the way in by crmId, by the viewer as any query does", async () => {
    const analyst = await ask([byId, byCrmId], { role: "ANALYST", purpose: "ANALYTICS" });
    expect(analyst.data?.["_entities"]).toEqual([
      { id: minjun.id, profile: { displayName: null, birthDate: null } },
      null,
    ]);
    expect(analyst.errors?.map(({ extensions }) => extensions)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: "FORBIDDEN", field: "Profile.displayName" }),
        expect.objectContaining({ code: "FORBIDDEN", field: "Query._entities" }),
      ]),
    );
    const direct = await app.ask(
      `{ customerByIdentity(identity: { namespace: CRM_ID, value: "${byCrmId.crmId}" }) { id } }`,
      {},
      { role: "ANALYST", purpose: "ANALYTICS" },
    );
    expect(direct.errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
  });

  it("answers nobody without a token or without a purpose", async () => {
    const bare = await fetch(`${app.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: text, variables: { representations: [byId] } }),
    });
    expect(bare.status).toBe(401);
    const { errors } = await ask([byId], { purpose: null });
    expect(errors?.[0]?.extensions["code"]).toBe("PURPOSE_REQUIRED");
  });

  it("ends with the deadline of the request", async () => {
    await using hasty = await startTestApp({ bank: app.bank, isFollowing: false, requestDeadlineMs: 0 });
    const { data, errors } = await hasty.ask(text, { representations: [byId] });
    expect(data?.["_entities"]).toEqual([{ id: minjun.id, profile: null }]);
    expect(errors).toMatchObject([{ extensions: { code: "SOURCE_UNAVAILABLE" } }]);
  });

  it("is asked over the socket too", async () => {
    await using client = connectLive(app.url, await app.token());
    using live = client.subscribe(text, { representations: [byCrmId] });
    expect((await live.next()).data?.["_entities"]).toEqual([minjun]);
  });

  it("is traced for a router that asks for it, and for nobody else", async () => {
    const send = async (headers: Record<string, string>) => {
      const response = await fetch(`${app.url}/graphql`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${await app.token()}`,
          ...headers,
        },
        body: JSON.stringify({ query: text, variables: { representations: [byId] } }),
      });
      return (await response.json()) as { extensions?: { ftv1: string } };
    };
    const { extensions } = await send({ "apollo-federation-include-trace": "ftv1" });
    expect(Buffer.from(extensions?.ftv1 ?? "", "base64").toString()).toContain("displayName");
    expect(Buffer.from(extensions?.ftv1 ?? "", "base64").toString()).not.toContain("김민준");
    expect(await send({})).not.toHaveProperty("extensions");
  });
});
