// What is answered ahead of the framework cannot be told from what the framework answers.
import { connect } from "node:net";
import supertest, { type Response } from "supertest";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startTestApp, type TestApp } from "../harness/test-app.js";

/** Weighing two media types is left to the general path. */
const general = "application/json, */*;q=0.1";
const operation = {
  query: "query Door($first: Int!) { customers(first: $first) { edges { node { id crmId } } } }",
};

let app: TestApp;
let authorization: string;

beforeAll(async () => {
  app = await startTestApp({ isFollowing: false });
  authorization = `Bearer ${await app.token()}`;
  // A plan is made when an operation comes a second time.
  for (let turn = 0; turn < 2; turn += 1) await post({ ...operation, variables: { first: 2 } });
});
afterAll(() => app[Symbol.asyncDispose]());

const post = (body: object | string, headers: Record<string, string> = {}) =>
  supertest(app.url)
    .post("/graphql")
    .set({ authorization, "x-purpose": "SERVICE", "content-type": "application/json", ...headers })
    .send(body);

function tellOf({ status, headers, text }: Response) {
  const { date: _date, "x-request-id": _id, ...rest } = headers as Record<string, string>;
  return { status, headers: rest, text };
}

describe("a request with a plan", () => {
  test("is answered with the same head and the same body as on the general path", async () => {
    app.takePlanned();
    const body = { ...operation, variables: { first: 3 } };
    const short = await post(body);
    expect(app.takePlanned()).toBe(1);
    const long = await post(body, { accept: general });
    expect(app.takePlanned()).toBe(0);
    expect(short.status).toBe(200);
    expect(tellOf(short)).toEqual(tellOf(long));
    expect(short.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("keeps the caller's request id, and says GraphQL's media type to who asks for it", async () => {
    const accept = "application/graphql-response+json";
    const { headers } = await post(
      { ...operation, variables: { first: 1 } },
      { "x-request-id": "call-7", accept },
    );
    expect(headers).toMatchObject({ "x-request-id": "call-7", "content-type": `${accept}; charset=utf-8` });
    expect(app.takePlanned()).toBe(1);
  });

  test("of a page of another origin is the framework's, which knows CORS", async () => {
    const { headers } = await post(
      { ...operation, variables: { first: 1 } },
      { origin: "https://elsewhere.example" },
    );
    expect(headers["x-request-id"]).toBeDefined();
    expect(app.takePlanned()).toBe(1);
  });

  test("in pieces, or one behind the other on one connection, is answered in order", async () => {
    const { port } = new URL(app.url);
    const socket = connect(Number(port), "127.0.0.1");
    let received = "";
    socket.setEncoding("utf8").on("data", (text: string) => (received += text));
    const bodies = [1, 2, 3].map((first) => JSON.stringify({ ...operation, variables: { first } }));
    const text = bodies
      .map(
        (body) =>
          `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\nx-purpose: SERVICE\r\n` +
          `content-type: application/json\r\ncontent-length: ${String(body.length)}\r\n\r\n${body}`,
      )
      .join("");
    const cut = text.length - 40;
    socket.write(text.slice(0, cut));
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(text.slice(cut));
    await vi.waitFor(() => expect(received.split("HTTP/1.1 200 OK")).toHaveLength(4));
    socket.destroy();
    const counts = received
      .split("HTTP/1.1 200 OK")
      .slice(1)
      .map((part) => part.split('"node"').length - 1);
    expect(counts).toEqual([1, 2, 3]);
    app.takePlanned();
  });
});

describe("what the door cannot answer", () => {
  test.each([
    ["a wrong token", operation, { authorization: "Bearer nothing" }, 401],
    ["no purpose", { ...operation, variables: { first: 1 } }, { "x-purpose": "" }, 400],
    ["an unknown purpose", operation, { "x-purpose": "FUN" }, 400],
    ["broken JSON", '{"query": ', {}, 400],
    ["an empty object", {}, {}, 400],
    ["a list", [operation], {}, 400],
    ["a prototype", '{"query":"{ viewer { id } }","__proto__":{"a":1}}', {}, 400],
    ["a wrong variable", { ...operation, variables: { first: "many" } }, {}, 200],
    ["an operation without a plan", { query: "{ viewer { purpose } }" }, {}, 200],
  ] as [string, object | string, Record<string, string>, number][])(
    "is answered by the framework: %s",
    async (_, body, headers, status) => {
      const short = await post(body, headers);
      const long = await post(body, { ...headers, accept: general });
      expect(short.status).toBe(status);
      const told = [short, long].map((one) => ({
        ...tellOf(one),
        // Errors name the request.
        text: one.text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "id"),
      }));
      expect(told[0]).toEqual(told[1]);
    },
  );

  test("is told when its body is too large", async () => {
    const response = await post({ query: `{ viewer { id } } #${"x".repeat(1_100_000)}` });
    expect(response.status).toBe(413);
  });
});
