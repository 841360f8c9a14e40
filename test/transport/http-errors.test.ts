// What HTTP answers when something is wrong with the request, or with us.
import { connect } from "node:net";
import supertest from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Authenticator } from "../../src/security/authenticate.js";
import { GatewayError } from "../../src/shared/errors.js";
import { codeOf, errorOf, startDemoTransport, type DemoTransport } from "./start-demo-transport.js";

let demo: DemoTransport;
let authorization: string;

beforeAll(async () => {
  demo = await startDemoTransport();
  authorization = `Bearer ${await demo.token()}`;
});
afterAll(() => demo[Symbol.asyncDispose]());

const post = (body: object | string, headers: Record<string, string> = {}) =>
  supertest(demo.transport.server.server)
    .post("/graphql")
    .set({ authorization, "content-type": "application/json", ...headers })
    .send(body);

const viewerQuery = "{ viewer { id purpose } }";

test("an issuer that is down makes 503 with retry-after, not 401", async () => {
  const authenticator: Authenticator = {
    authenticate: () => Promise.reject(new GatewayError("IDENTITY_PROVIDER_UNAVAILABLE", "Down.")),
  };
  await using sick = await startDemoTransport({ authenticator });
  const response = await supertest(sick.transport.server.server)
    .post("/graphql")
    .send({ query: viewerQuery });
  expect(response.status).toBe(503);
  expect(response.headers["retry-after"]).toBeDefined();
  expect(response.headers["www-authenticate"]).toBeUndefined();
  expect(errorOf(response.body)?.extensions).toEqual({
    code: "IDENTITY_PROVIDER_UNAVAILABLE",
    retryable: true,
    retryAfterSeconds: 5,
  });
});

test("what nobody foresaw is one safe sentence and an id that is in the log", async () => {
  const authenticator: Authenticator = {
    authenticate: () => Promise.reject(new Error("cannot reach 10.0.0.7 for kim@example.com")),
  };
  await using sick = await startDemoTransport({ authenticator });
  const response = await supertest(sick.transport.server.server)
    .post("/graphql")
    .send({ query: viewerQuery });
  expect(response.status).toBe(500);
  const error = errorOf(response.body);
  expect(error?.extensions).toEqual({ code: "INTERNAL", retryable: true, errorId: expect.any(String) });
  expect(JSON.stringify(error)).not.toContain("10.0.0.7");
  const line = sick.log.find((entry) => entry.includes(String(error?.extensions["errorId"])));
  expect(line).toContain("cannot reach");
  expect(line).not.toContain("kim@example.com");
});

describe("bad input is a coded error, never 500:", () => {
  test.each<[string, string | object, Record<string, string>, number, string]>([
    ["broken JSON", '{"query": ', {}, 400, "BAD_REQUEST"],
    ["an empty body", "", {}, 400, "BAD_REQUEST"],
    ["a JSON text", '"hello"', {}, 400, "BAD_REQUEST"],
    ["an array", "[]", {}, 400, "BAD_REQUEST"],
    ["a query that is no string", { query: 7 }, {}, 400, "BAD_REQUEST"],
    ["variables that are no object", { query: viewerQuery, variables: [] }, {}, 400, "BAD_REQUEST"],
    ["a prototype in the JSON", '{"query":"{a}","__proto__":{"x":1}}', {}, 400, "BAD_REQUEST"],
    ["a body of plain text", "{ viewer }", { "content-type": "text/plain" }, 415, "UNSUPPORTED_MEDIA_TYPE"],
    [
      "a form",
      "query=x",
      { "content-type": "application/x-www-form-urlencoded" },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    ["a megabyte and more", { query: "#".repeat(1_048_576) }, {}, 413, "REQUEST_TOO_LARGE"],
  ])("%s", async (_case, body, headers, status, code) => {
    const response = await post(body, headers);
    expect([response.status, codeOf(response.body)]).toEqual([status, code]);
    expect(response.headers["content-type"]).toMatch(/json/);
  });

  test("a broken Host header", async () => {
    const answer = await sendRaw(
      `GET /graphql?query={a} HTTP/1.1\r\nHost: a b:c\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain("BAD_REQUEST");
  });

  test("a URL that cannot be decoded", async () => {
    expect(await sendRaw("GET /%E0%A4%A HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toContain(
      "BAD_REQUEST",
    );
  });

  test("an unknown path is 404, another method 405 with what is allowed", async () => {
    const missing = await supertest(demo.transport.server.server).get("/nowhere");
    expect([missing.status, codeOf(missing.body)]).toEqual([404, "NOT_FOUND"]);
    const wrong = await supertest(demo.transport.server.server).put("/graphql?x=1").send({});
    expect([wrong.status, codeOf(wrong.body), wrong.headers["allow"]]).toEqual([
      405,
      "METHOD_NOT_ALLOWED",
      "GET, POST",
    ]);
  });
});

function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(demo.transport.url).port), "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (data) => (answer += String(data)));
    socket.on("close", () => resolve(answer)).on("error", reject);
  });
}
