import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import supertest from "supertest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, errorOf, startDemoTransport, type DemoTransport } from "./start-demo-transport.js";

let directory: string;
let demo: DemoTransport;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "graphiql-"));
  await mkdir(join(directory, "page", "assets"), { recursive: true });
  await writeFile(join(directory, "page", "index.html"), "<!doctype html><title>GraphiQL</title>");
  await writeFile(join(directory, "page", "assets", "main.js"), "export {};");
  await writeFile(join(directory, "page", ".inputs-hash"), "x");
  await writeFile(join(directory, "secret.txt"), "x");
  demo = await startDemoTransport({
    parts: { graphiql: { directory: join(directory, "page"), config: () => ({ token: "t" }) } },
  });
});
afterAll(async () => {
  await demo[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const get = (path: string) => supertest(demo.transport.server.server).get(path);

test("the page and its files are served under a policy of their own, without eval or foreign origins", async () => {
  for (const path of ["/graphiql", "/graphiql/", "/graphiql/assets/main.js"]) {
    const response = await get(path);
    expect(response.status).toBe(200);
    const policy = response.headers["content-security-policy"];
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
  }
  expect((await get("/graphiql")).headers["content-type"]).toContain("text/html");
  expect((await get("/graphiql/assets/main.js")).headers["content-type"]).toContain("javascript");
});

test("what the page is prefilled with is answered fresh", async () => {
  const response = await get("/graphiql/config.json");
  expect([response.status, response.body]).toEqual([200, { token: "t" }]);
  expect(response.headers["cache-control"]).toBe("no-store");
});

test.each([
  "/graphiql/none.js",
  "/graphiql/.inputs-hash",
  `/graphiql/${encodeURIComponent("../secret.txt")}`,
  "/graphiql/%2e%2e/secret.txt",
])("%s is not served", async (path) => {
  const response = await get(path);
  expect(response.status).toBe(404);
  expect(response.headers["content-type"]).toContain("json");
  expect(codeOf(response.body)).toBe("NOT_FOUND");
});

test("a page that is not built says how to build it", async () => {
  const settings = { directory: join(directory, "nowhere"), config: () => ({}) };
  await using bare = await startDemoTransport({ parts: { graphiql: settings } });
  for (const path of ["/graphiql", "/graphiql/main.js"]) {
    const response = await supertest(bare.transport.server.server).get(path);
    expect(response.status).toBe(404);
    expect(errorOf(response.body)?.message).toContain("npm run build:graphiql");
  }
});
