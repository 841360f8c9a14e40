import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDemoBank, type DemoBank } from "../harness/demo-bank.js";
import { startTestApp } from "../harness/test-app.js";
import { toCustomerId } from "../harness/showcase-ids.js";

let bank: DemoBank;
beforeAll(async () => {
  bank = await createDemoBank();
});
afterAll(() => bank[Symbol.asyncDispose]());

const blocks = {
  crm: ["profile"],
  holdings: ["products"],
  campaigns: ["contacts"],
  "web-events": ["webEvents"],
  transfers: ["transfers"],
  consultations: ["consultations"],
} as const;

const document = `query ($id: ID!) { customer(id: $id) {
  id profile { displayName } products { id } contacts(first: 1) { edges { cursor } } webEvents(first: 1) { edges { cursor } }
  transfers(first: 1) { edges { cursor } } consultations(first: 1) { edges { cursor } }
  identities { namespace } consents { state } preferences { version } sources { name status error }
} }`;

const settingNames = {
  crm: "CRM_URL",
  holdings: "HOLDINGS_URL",
  campaigns: "CAMPAIGNS_URL",
  "web-events": "WEB_EVENTS_URL",
  transfers: "TRANSFERS_URL",
  consultations: "CONSULTATIONS_URL",
} as const;

describe.each(Object.keys(blocks) as (keyof typeof blocks)[])("while %s is dead", (source) => {
  it("its blocks are null with one error that names it, and everything else stands", async () => {
    const url = new URL(bank.settings[settingNames[source]] ?? "");
    url.port = "1";
    await using app = await startTestApp({ bank, sourceSettings: { [settingNames[source]]: url.href } });
    const { status, data, errors } = await app.ask(document, { id: toCustomerId("minjun") });
    expect(status).toBe(200);
    const { customer } = data as unknown as {
      customer: Record<string, unknown> & {
        sources: { name: string; status: string; error: string | null }[];
      };
    };
    const missing = Object.values(blocks)
      .flat()
      .filter((field) => customer[field] === null);
    expect(missing).toEqual([...blocks[source]]);
    expect(customer["identities"]).not.toEqual([]);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({ code: "SOURCE_UNAVAILABLE", source, retryable: true });
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|ECONN|postgres/i);
    const statuses = Object.fromEntries(customer.sources.map(({ name, status: state }) => [name, state]));
    expect(statuses).toEqual(
      Object.fromEntries(Object.keys(blocks).map((name) => [name, name === source ? "UNAVAILABLE" : "OK"])),
    );
    expect(customer.sources.find(({ name }) => name === source)?.error).toEqual(expect.any(String));
  });
});
