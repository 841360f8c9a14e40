import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { showcase } from "../../src/demo/bank/showcase.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";
import { toCustomerId } from "../harness/showcase-ids.js";

let app: TestApp;
let identities: readonly { namespace: string; value: string }[];

beforeAll(async () => {
  app = await startTestApp();
  const { data } = await app.ask(
    `{ customer(id: "${toCustomerId("minjun")}") { identities { namespace value } } }`,
  );
  identities = (data as unknown as { customer: { identities: typeof identities } }).customer.identities;
});
afterAll(() => app[Symbol.asyncDispose]());

async function find(namespace: string, value: string) {
  const query = "query ($identity: IdentityInput!) { customerByIdentity(identity: $identity) { id } }";
  const { data, errors } = await app.ask(query, { identity: { namespace, value } });
  return {
    id: (data as unknown as { customerByIdentity: { id: string } | null })?.customerByIdentity?.id,
    errors,
  };
}

describe("finding a customer by an identity", () => {
  it("knows the customer in all seven namespaces", () => {
    expect([...new Set(identities.map(({ namespace }) => namespace))].toSorted()).toEqual([
      "ACCOUNT_ID",
      "ANONYMOUS_ID",
      "CRM_ID",
      "DEVICE_ID",
      "EMAIL",
      "LOGIN_ID",
      "PHONE",
    ]);
  });

  it("leads back from one identity of each namespace that is nobody else's", async () => {
    const led = await Promise.all(
      identities.map(async ({ namespace, value }) => ({ namespace, id: (await find(namespace, value)).id })),
    );
    const back = led.filter(({ id }) => id === toCustomerId("minjun"));
    expect(new Set(back.map(({ namespace }) => namespace)).size).toBe(7);
    // What the family shares (the tablet, an account of the wife's) leads to its own holder, or to nobody for sure.
    const elsewhere = led.filter(({ id }) => id !== toCustomerId("minjun")).map(({ namespace }) => namespace);
    expect(["ACCOUNT_ID", "ANONYMOUS_ID", "DEVICE_ID"]).toEqual(expect.arrayContaining(elsewhere));
  });

  it.each([
    "010-1234-5678",
    "01012345678",
    "010 1234 5678",
    "+82 10 1234 5678",
    "+82-10-1234-5678",
    "+821012345678",
    "(010) 1234.5678",
    "0082 10-1234-5678",
  ])("takes %s for one telephone number, and finds its registered holder, not the family", async (value) => {
    expect(await find("PHONE", value)).toEqual({ id: toCustomerId("minjun"), errors: undefined });
  });

  it("takes an e-mail address in any case", async () => {
    expect((await find("EMAIL", "MINJUN.KIM@Example.com")).id).toBe(toCustomerId("minjun"));
  });

  it("does not guess when a line is registered to nobody: one coded error", async () => {
    const { id, errors } = await find("PHONE", showcase.byungchul.phone);
    expect(id).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions["code"]).toBe("IDENTITY_AMBIGUOUS");
    expect(JSON.stringify(errors)).not.toContain("3124567");
  });

  it("shows evidence with every link", async () => {
    const { data } = await app.ask(
      `{ customer(id: "${toCustomerId("minjun")}") { identities { firstSeenAt lastSeenAt source link { method score linkedBy reasons { field agreement weight } } } } }`,
    );
    const links = (
      data as unknown as {
        customer: { identities: { link: { method: string; score: number; reasons: object[] } }[] };
      }
    ).customer.identities;
    expect(links.length).toBeGreaterThan(6);
    for (const { link } of links) {
      expect(link).toMatchObject({ method: "DETERMINISTIC", score: 1 });
      expect(link.reasons.length).toBeGreaterThan(0);
    }
  });
});
