import { request as httpRequest } from "node:http";
import type { JWTPayload } from "jose";
import supertest from "supertest";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { codeOf, startDemoTransport, type DemoTransport } from "./start-demo-transport.js";

let demo: DemoTransport;
let authorization: string;

beforeAll(async () => {
  demo = await startDemoTransport({
    settings: { corsOrigins: ["https://desk.example"], trustedProxies: ["127.0.0.1"] },
  });
  authorization = `Bearer ${await demo.token()}`;
});
afterAll(() => demo[Symbol.asyncDispose]());

const post = (body: object | string, headers: Record<string, string> = {}) =>
  supertest(demo.transport.server.server)
    .post("/graphql")
    .set({ authorization, "content-type": "application/json", ...headers })
    .send(body);

const viewerQuery = "{ viewer { id purpose } }";

describe("a query", () => {
  test("is answered to a viewer with a token", async () => {
    const response = await post({ query: viewerQuery });
    expect(response.status).toBe(200);
    expect(response.body).toEqual({ data: { viewer: { id: "agent-7", purpose: "SERVICE" } } });
  });

  test.each([
    [undefined, "application/json; charset=utf-8"],
    ["application/json", "application/json; charset=utf-8"],
    ["application/graphql-response+json", "application/graphql-response+json; charset=utf-8"],
  ])("that accepts %j is answered as %s, and so is a refusal", async (accept, type) => {
    const headers = accept === undefined ? {} : { accept };
    expect((await post({ query: viewerQuery }, headers)).headers["content-type"]).toBe(type);
    expect(
      (await post({ query: viewerQuery }, { ...headers, authorization: "x" })).headers["content-type"],
    ).toBe(type);
  });

  test("may come by GET, a mutation may not", async () => {
    const get = (query: string) =>
      supertest(demo.transport.server.server).get("/graphql").query({ query }).set({ authorization });
    expect((await get(viewerQuery)).body).toEqual({
      data: { viewer: { id: "agent-7", purpose: "SERVICE" } },
    });
    const mutation = await get('mutation { note(text: "x") }');
    expect(mutation.status).toBe(405);
    expect(mutation.headers["allow"]).toContain("POST");
  });

  test("is refused with 400 when its syntax is broken, for callers that know the media type of GraphQL", async () => {
    const response = await post({ query: "{ viewer" }, { accept: "application/graphql-response+json" });
    expect(response.status).toBe(400);
    expect(codeOf(response.body)).toBe("GRAPHQL_PARSE_FAILED");
  });

  test("knows the caller's address behind a trusted proxy, and the application's name for itself", async () => {
    const response = await post(
      { query: "{ sourceIp application }" },
      { "x-forwarded-for": "9.9.9.9, 203.0.113.7", "apollographql-client-name": "desk" },
    );
    expect(response.body).toEqual({ data: { sourceIp: "203.0.113.7", application: "desk" } });
  });

  test("takes the application from the token when it names one", async () => {
    const token = await demo.token({ azp: "agent-desktop" });
    const response = await post(
      { query: "{ application }" },
      { authorization: `Bearer ${token}`, "apollographql-client-name": "other" },
    );
    expect(response.body).toEqual({ data: { application: "agent-desktop" } });
  });
});

describe("without a valid token", () => {
  test.each([
    ["no token", undefined, "Bearer"],
    ["a broken token", "Bearer x.y.z", 'Bearer error="invalid_token"'],
    ["another scheme", "Basic YTpi", 'Bearer error="invalid_token"'],
  ])("%s is 401, also for introspection", async (_case, value, challenge) => {
    for (const query of [viewerQuery, "{ __schema { queryType { name } } }"]) {
      const call = supertest(demo.transport.server.server).post("/graphql").send({ query });
      const response = await (value === undefined ? call : call.set({ authorization: value }));
      expect(response.status).toBe(401);
      expect(response.headers["www-authenticate"]).toBe(challenge);
      expect(response.body).toEqual({
        errors: [{ message: expect.any(String), extensions: { code: "UNAUTHENTICATED", retryable: false } }],
      });
    }
  });

  test("an expired token and one of another audience are 401", async () => {
    for (const claims of [{ exp: Math.floor(Date.now() / 1_000) - 1 }, { aud: "payroll" }]) {
      const response = await post(
        { query: viewerQuery },
        { authorization: `Bearer ${await demo.token(claims)}` },
      );
      expect(response.status).toBe(401);
    }
  });

  test("the body is not even read: broken JSON is 401, not 400", async () => {
    expect((await post("{", { authorization: "" })).status).toBe(401);
  });
});

describe("the purpose", () => {
  test.each<[string, JWTPayload, Record<string, string>, number, string | undefined]>([
    [
      "that the token allows is used",
      { purposes: ["SERVICE", "LEGAL"] },
      { "x-purpose": "LEGAL" },
      200,
      undefined,
    ],
    ["that is missing", { purposes: undefined }, {}, 400, "PURPOSE_REQUIRED"],
    ["beyond the token", {}, { "x-purpose": "MARKETING" }, 403, "FORBIDDEN"],
    ["that is unknown", {}, { "x-purpose": "GOSSIP" }, 400, "INVALID_ARGUMENT"],
  ])("%s", async (_case, claims, headers, status, code) => {
    const response = await post(
      { query: viewerQuery },
      { authorization: `Bearer ${await demo.token(claims)}`, ...headers },
    );
    expect([response.status, codeOf(response.body)]).toEqual([status, code]);
  });
});

describe("every answer", () => {
  test("carries a request id: the caller's own when it is harmless, else a new one", async () => {
    expect((await post({ query: viewerQuery }, { "x-request-id": "desk-42" })).headers["x-request-id"]).toBe(
      "desk-42",
    );
    expect(demo.handler.origins.at(-1)?.requestId).toBe("desk-42");
    const made = (await post({ query: viewerQuery }, { "x-request-id": "a b{}" })).headers["x-request-id"];
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
    expect((await post({}, { authorization: "" })).headers["x-request-id"]).toBeDefined();
  });

  test("carries safe headers", async () => {
    const { headers } = await post({ query: viewerQuery });
    expect(headers).toMatchObject({
      "content-security-policy": "default-src 'none';frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
      "strict-transport-security": expect.any(String),
    });
    expect(headers["x-powered-by"]).toBeUndefined();
  });

  test("is readable by pages of the configured origins only", async () => {
    const preflight = (origin: string) =>
      supertest(demo.transport.server.server).options("/graphql").set({
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
      });
    const allowed = await preflight("https://desk.example");
    expect(allowed.status).toBe(204);
    expect(allowed.headers["access-control-allow-origin"]).toBe("https://desk.example");
    expect((await preflight("https://evil.example")).headers["access-control-allow-origin"]).toBeUndefined();
    const refused = await post({ query: viewerQuery }, { origin: "https://desk.example", authorization: "" });
    expect(refused.headers["access-control-allow-origin"]).toBe("https://desk.example");
  });

  test("leaves one log line without its query or its token", async () => {
    await supertest(demo.transport.server.server)
      .get("/graphql")
      .query({ query: '{ x(p: "kim") }' })
      .set({ authorization });
    await vi.waitFor(() => expect(demo.log.join("")).toContain('"path":"/graphql"'));
    expect(demo.log.join("")).not.toMatch(/kim|eyJ/);
  });
});

test("the operation of a client that hung up is told so", async () => {
  const call = httpRequest(`${demo.transport.url}/graphql`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
  });
  call.on("error", () => undefined);
  const before = demo.handler.origins.length;
  call.end(JSON.stringify({ query: "{ wait }" }));
  await vi.waitFor(() => expect(demo.handler.origins.length).toBe(before + 1));
  const { signal } = demo.handler.origins.at(-1)!;
  expect(signal.aborted).toBe(false);
  call.destroy();
  await vi.waitFor(() => expect(signal.aborted).toBe(true));
});
