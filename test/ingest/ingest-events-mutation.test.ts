// `ingestEvents` through the public door.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { showcase } from "../../src/demo/bank/showcase.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";

const system: Caller = { role: "INTERNAL_APP" };
const mutation = `mutation ($events: [EventInput!]!) { ingestEvents(events: $events) { results { id status reason } } }`;
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app[Symbol.asyncDispose]());

const visit = (id: string, more: object = {}) => ({
  id,
  source: "https://shop.example",
  type: "web.track",
  subject: { namespace: "CRM_ID", value: showcase.minjun.custNo },
  time: "2026-06-30T14:59:30Z",
  data: { name: "Product Viewed", product: "적금" },
  ...more,
});

describe("ingestEvents", () => {
  test("answers for each event in its order, and the customer has them", async () => {
    const events = [visit("1"), visit("2", { type: "web.nothing" }), visit("1")];
    const { data, errors } = await app.ask(mutation, { events }, system);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      ingestEvents: {
        results: [
          { id: "1", status: "ACCEPTED", reason: null },
          { id: "2", status: "REJECTED", reason: expect.stringMatching(/^UNKNOWN_TYPE: /) as string },
          { id: "1", status: "DUPLICATE", reason: null },
        ],
      },
    });
    const { data: found } = await app.ask(
      `query ($id: ID!) { customer(id: $id) { webEvents(first: 1) { edges { node { name occurredAt } } } } }`,
      { id: toCustomerId("minjun") },
    );
    expect(JSON.stringify(found)).toContain('"occurredAt":"2026-06-30T14:59:30Z"');
  });

  test.each(["AGENT", "FRONTEND", "ANALYST", "PRIVACY_OFFICER"] as const)(
    "is refused to %s",
    async (role) => {
      const { errors } = await app.ask(mutation, { events: [visit(role)] }, { role });
      expect(errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN" });
    },
  );

  test("takes no more than 500 events at a time", async () => {
    const events = Array.from({ length: 501 }, (_, n) => visit(`many-${String(n)}`));
    const { errors } = await app.ask(mutation, { events }, system);
    expect(errors?.[0]?.extensions).toMatchObject({ code: "INVALID_ARGUMENT", argument: "events" });
  });

  test("raises the triggers that visits raise, whoever tells of them", async () => {
    const events = ["a", "b", "c"].map((id) =>
      visit(`raise-${id}`, { data: { name: "Product Viewed", product: "ISA" } }),
    );
    await app.ask(mutation, { events }, system);
    await expect
      .poll(
        async () => {
          const { data } = await app.ask(
            `query ($id: ID!) { customer(id: $id) { triggers { edges { node { rule } } } } }`,
            { id: toCustomerId("minjun") },
          );
          return JSON.stringify(data);
        },
        { timeout: 20_000 },
      )
      .toContain("repeated-product-views");
  });
});
