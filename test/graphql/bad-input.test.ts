import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toCursor } from "../../src/shared/page.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";
import { toCustomerId } from "../harness/showcase-ids.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app[Symbol.asyncDispose]());

const unknownCustomer = "cus_00000000-0000-5000-8000-000000000000";

describe("what does not exist", () => {
  it.each([
    [`{ customer(id: "${unknownCustomer}") { id } }`, "customer"],
    [`{ node(id: "${unknownCustomer}") { id } }`, "node"],
    ['{ node(id: "web_unknown") { id } }', "node"],
    ['{ node(id: "trf_unknown") { id } }', "node"],
    ['{ node(id: "csl_own.00000000-0000-4000-8000-000000000000") { id } }', "node"],
    ['{ node(id: "cns_00000000-0000-4000-8000-000000000000") { id } }', "node"],
    ['{ node(id: "trg_00000000-0000-4000-8000-000000000000") { id } }', "node"],
    [
      '{ customerByIdentity(identity: { namespace: PHONE, value: "010-0000-0000" }) { id } }',
      "customerByIdentity",
    ],
    ['{ customerByIdentity(identity: { namespace: CRM_ID, value: "nobody" }) { id } }', "customerByIdentity"],
  ])("%s answers null without an error", async (query, field) => {
    const { status, data, errors } = await app.ask(query);
    expect(errors).toBeUndefined();
    expect(status).toBe(200);
    expect(data).toEqual({ [field]: null });
  });
});

describe("an argument that does not fit", () => {
  const minjun = toCustomerId("minjun");
  const foreignCursor = toCursor("transfers", ["2026-01-01T00:00:00Z", "x"]);
  it.each([
    ['{ customer(id: "12") { id } }', "id"],
    ['{ customer(id: "cus_12") { id } }', "id"],
    ['{ customer(id: "web_12") { id } }', "id"],
    ['{ node(id: "") { id } }', "id"],
    ['{ nodes(ids: ["고객"]) { id } }', "ids"],
    ['{ customerByIdentity(identity: { namespace: PHONE, value: "12" }) { id } }', "identity.value"],
    ['{ customerByIdentity(identity: { namespace: PHONE, value: "전화번호" }) { id } }', "identity.value"],
    ['{ customerByIdentity(identity: { namespace: EMAIL, value: "a b" }) { id } }', "identity.value"],
    ['{ customerByIdentity(identity: { namespace: CRM_ID, value: "  " }) { id } }', "identity.value"],
    [`{ customer(id: "${minjun}") { transfers(first: -1) { edges { cursor } } } }`, "first"],
    [`{ customer(id: "${minjun}") { transfers(first: 201) { edges { cursor } } } }`, "first"],
    [`{ customer(id: "${minjun}") { timeline(first: 201) { edges { cursor } } } }`, "first"],
    [`{ customer(id: "${minjun}") { consentHistory(first: -5) { edges { cursor } } } }`, "first"],
    [`{ customer(id: "${minjun}") { webEvents(after: "nonsense") { edges { cursor } } } }`, "after"],
    [`{ customer(id: "${minjun}") { webEvents(after: "${foreignCursor}") { edges { cursor } } } }`, "after"],
    [`{ customer(id: "${minjun}") { timeline(after: "${foreignCursor}") { edges { cursor } } } }`, "after"],
    [`{ customer(id: "${minjun}") { triggers(after: "${foreignCursor}") { edges { cursor } } } }`, "after"],
    ["{ customers(first: 1000) { edges { cursor } } }", "first"],
    ['{ customers(after: "x") { edges { cursor } } }', "after"],
    [`{ customers(filter: { query: "${"가 ".repeat(101)}" }) { edges { cursor } } }`, "filter.query"],
    [`{ customers(after: "${toCursor("customers", ["no uuid"])}") { edges { cursor } } }`, "after"],
  ])("%s is one coded error that names %s", async (query, argument) => {
    const { status, errors } = await app.ask(query);
    expect(status).toBe(200);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toEqual({ code: "INVALID_ARGUMENT", retryable: false, argument });
  });

  it("never repeats the value, which may be somebody's telephone number", async () => {
    const { body } = await app.ask(
      '{ customerByIdentity(identity: { namespace: PHONE, value: "0101234567890123" }) { id } }',
    );
    expect(JSON.stringify(body)).not.toContain("0101234567890123");
  });

  it("is named also when it comes as a variable", async () => {
    const query = "query ($first: Int) { customers(first: $first) { edges { cursor } } }";
    const { status, errors } = await app.ask(query, { first: "many" });
    expect(status).toBe(200);
    expect(errors?.[0]?.extensions).toEqual({
      code: "INVALID_ARGUMENT",
      retryable: false,
      argument: "first",
    });
  });

  it.each([
    ["since", '"yesterday"'],
    ["since", '"2026-02-30T00:00:00Z"'],
    ["until", "12"],
    ["since", '"0000-06-01T00:00:00Z"'],
    ["until", '"9999-12-31T23:59:59-14:00"'],
  ])("a %s of %s is refused before anything is read", async (name, value) => {
    app.takeReads();
    const { status, errors } = await app.ask(
      `{ customer(id: "${minjun}") { transfers(filter: { ${name}: ${value} }) { edges { cursor } } } }`,
    );
    expect(status).toBe(200);
    expect(errors?.[0]?.extensions["code"]).toBe("GRAPHQL_VALIDATION_FAILED");
    expect(errors?.[0]?.locations).toHaveLength(1);
    expect(app.takeReads()).toEqual([]);
  });
});

describe("a document that does not fit", () => {
  const send = async (body: object, accept: string) =>
    request(app.url)
      .post("/graphql")
      .set("authorization", `Bearer ${await app.token()}`)
      .set("accept", accept)
      .send(body);

  it.each([
    ["a syntax error", "{ viewer { id ", "GRAPHQL_PARSE_FAILED"],
    ["an unknown field", "{ viewer { password } }", "GRAPHQL_VALIDATION_FAILED"],
    [
      "an operation too deep",
      `{ customer(id: "x") ${"{ triggers { edges { node { customer ".repeat(9)} { id } ${"} } } }".repeat(9)} }`,
      "OPERATION_TOO_LARGE",
    ],
    ["an operation too long", `{ ${"viewer { id } ".repeat(3000)} }`, "GRAPHQL_PARSE_FAILED"],
  ])("%s is 400 for the new media type and 200 for the old one", async (_what, query, code) => {
    for (const [accept, status] of [
      ["application/graphql-response+json", 400],
      ["application/json", 200],
    ] as const) {
      const response = await send({ query }, accept);
      expect(response.status).toBe(status);
      const { errors, data } = response.body as { errors: { extensions: object }[]; data?: unknown };
      expect(data).toBeUndefined();
      expect(errors[0]?.extensions).toMatchObject({ code, retryable: false });
    }
  });

  it("is a subscription, which needs a socket", async () => {
    const query = "subscription { triggerRaised { cursor } }";
    for (const accept of ["application/graphql-response+json", "application/json"]) {
      const response = await send({ query }, accept);
      expect(response.status).toBe(400);
      const { errors } = response.body as { errors: { message: string; extensions: object }[] };
      expect(errors[0]?.extensions).toEqual({ code: "BAD_REQUEST", retryable: false });
      expect(errors[0]?.message).toContain("WebSocket");
    }
  });

  it("is never answered with 500", async () => {
    for (const body of [
      {},
      { query: 7 },
      { query: "" },
      { query: "{ viewer { id } }", variables: "x" },
      { query: "query A { viewer { id } }", operationName: "B" },
    ]) {
      const response = await send(body, "application/graphql-response+json");
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect((response.body as { errors: unknown[] }).errors).toHaveLength(1);
    }
  });
});
