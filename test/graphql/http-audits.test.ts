// The audits of the GraphQL over HTTP specification, by its reference implementation, against the running gateway.
import { auditServer } from "graphql-http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "../harness/test-app.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app[Symbol.asyncDispose]());

describe("GraphQL over HTTP", () => {
  it("is served as the specification says, in every audit", async () => {
    const token = await app.token({ role: "ADMIN" });
    const results = await auditServer({
      url: `${app.url}/graphql`,
      fetchFn: (url: string, init?: RequestInit) => {
        const headers = new Headers(init?.headers);
        headers.set("authorization", `Bearer ${token}`);
        return fetch(url, { ...init, headers });
      },
    });
    const notOk = results.flatMap((result) =>
      result.status === "ok" ? [] : [`${result.id} ${result.name}: ${result.reason}`],
    );
    expect(notOk).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(60);
  });
});
