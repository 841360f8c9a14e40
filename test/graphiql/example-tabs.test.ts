import { parse } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listExampleTabs } from "../../src/demo/example-tabs.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app[Symbol.asyncDispose]());

describe("the tabs of GraphiQL", () => {
  it("begin with the incoming call", async () => {
    expect((await listExampleTabs())[0]?.query).toContain("query IncomingCall");
  });

  it("are answered as they stand, without an error or a refusal", async () => {
    const answered: string[] = [];
    for (const { query, variables = "{}" } of await listExampleTabs()) {
      const [definition] = parse(query).definitions;
      if (definition?.kind !== "OperationDefinition" || definition.operation === "subscription") continue;
      const { errors, data } = await app.ask(query, JSON.parse(variables) as Record<string, unknown>);
      const name = definition.name?.value ?? "";
      expect({ name, errors }).toEqual({ name, errors: undefined });
      const [field] = Object.values(data ?? {}) as { readonly refusal?: unknown }[];
      expect({ name, refusal: field?.refusal ?? null }).toEqual({ name, refusal: null });
      expect(field).not.toBeNull();
      answered.push(name);
    }
    expect(answered.length).toBeGreaterThanOrEqual(12);
  });

  it("name a customer wherever a subscription needs one", async () => {
    const live = (await listExampleTabs()).find(({ query }) => query.includes("subscription CustomerLive"));
    expect(live?.variables).toContain('"customerId": "cus_');
  });
});
