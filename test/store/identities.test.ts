import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { IdentityKey, IdentityNamespace } from "../../src/domains/identity/identity.js";
import type { ObservedIdentity } from "../../src/domains/identity/identity-store.js";
import { toCustomerId } from "../../src/domains/identity/plan-links.js";
import { createTestStore, type TestStore } from "../harness/store.js";

const unlimited = { subjectRef: expect.any(String) as string, restrictedAt: null, objections: [] };

let store: TestStore;
beforeAll(async () => {
  store = await createTestStore({ clock: { now: () => new Date("2026-11-23T00:00:00Z") } });
});
beforeEach(async () => {
  await store.sql("truncate customer, identity_link");
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

const key = (text: string): IdentityKey => {
  const [namespace = "", value = ""] = text.split(":");
  return { namespace: namespace as IdentityNamespace, value };
};
const saw = (subject: string, identity: string, more: Partial<ObservedIdentity> = {}): ObservedIdentity => ({
  subject: key(subject),
  identity: key(identity),
  verified: false,
  firstSeenAt: "2026-01-01T00:00:00.123456Z",
  lastSeenAt: "2026-01-02T00:00:00Z",
  ...more,
});
const link = (source: string, ...observed: ObservedIdentity[]) =>
  store.unitOfWork.run(async ({ identities }) => (await identities.link(source, observed)).changed);
const id = (subject: string) => toCustomerId(key(subject));
const findLink = async (customerId: string, namespace: IdentityNamespace) =>
  (await store.identities.loadLinks([customerId]))
    .get(customerId)
    ?.find((found) => found.namespace === namespace);

describe("linking", () => {
  test("makes customers and links with their evidence, and does nothing the second time", async () => {
    const observed = [saw("CRM_ID:1", "EMAIL:a@x.kr", { verified: true })];
    expect(await link("crm", ...observed)).toEqual([id("CRM_ID:1")]);
    expect(await store.identities.loadCustomers([id("CRM_ID:1"), id("CRM_ID:2"), "x"])).toEqual(
      new Map([[id("CRM_ID:1"), { id: id("CRM_ID:1"), crmId: "1", mergedIds: [], ...unlimited }]]),
    );
    expect(await findLink(id("CRM_ID:1"), "EMAIL")).toEqual({
      ...key("EMAIL:a@x.kr"),
      customerId: id("CRM_ID:1"),
      source: "crm",
      verified: true,
      firstSeenAt: "2026-01-01T00:00:00.123456Z",
      lastSeenAt: "2026-01-02T00:00:00Z",
      evidence: {
        method: "DETERMINISTIC",
        score: 1,
        reasons: [{ field: "CRM_ID", agreement: "equal key in crm", weight: 26.6 }],
        linkedAt: "2026-11-23T00:00:00Z",
        linkedBy: "link-identities",
      },
    });
    expect(await link("crm", ...observed)).toEqual([]);
  });

  test("learns when an identity was seen, without calling that a change", async () => {
    await link("crm", saw("CRM_ID:1", "PHONE:+8210"));
    const seen = { firstSeenAt: "2025-01-01T00:00:00Z", lastSeenAt: "2026-05-05T00:00:00Z" };
    expect(await link("web-events", saw("CRM_ID:1", "PHONE:+8210", seen))).toEqual([]);
    expect(await findLink(id("CRM_ID:1"), "PHONE")).toMatchObject({ source: "crm", ...seen });
    expect(await link("crm", saw("CRM_ID:1", "PHONE:+8210"))).toEqual([]);
    expect(await findLink(id("CRM_ID:1"), "PHONE")).toMatchObject(seen);
  });

  test("lets a source verify and take its word back, but not another's", async () => {
    const phone = (verified: boolean) => saw("CRM_ID:1", "PHONE:+8210", { verified });
    await link("crm", phone(false));
    expect(await link("crm", phone(true))).toEqual([id("CRM_ID:1")]);
    expect(await link("web-events", phone(false))).toEqual([]);
    expect(await findLink(id("CRM_ID:1"), "PHONE")).toMatchObject({ source: "crm", verified: true });
    expect(await link("crm", phone(false))).toEqual([id("CRM_ID:1")]);
    expect(await link("web-events", phone(true))).toEqual([id("CRM_ID:1")]);
    expect(await findLink(id("CRM_ID:1"), "PHONE")).toMatchObject({ source: "web-events", verified: true });
  });

  test("merges a login's customer into the CRM's with all links, whichever was known first", async () => {
    await link("web-events", saw("LOGIN_ID:kim", "DEVICE_ID:d"), saw("LOGIN_ID:kim", "ANONYMOUS_ID:a"));
    const login = id("LOGIN_ID:kim");
    const changed = await link("crm", saw("CRM_ID:1", "LOGIN_ID:kim"), saw("CRM_ID:1", "DEVICE_ID:d"));
    expect(new Set(changed)).toEqual(new Set([login, id("CRM_ID:1")]));
    const survivor = { id: id("CRM_ID:1"), crmId: "1", mergedIds: [login], ...unlimited };
    expect(await store.identities.loadCustomers([login, id("CRM_ID:1")])).toEqual(
      new Map([
        [login, survivor],
        [id("CRM_ID:1"), survivor],
      ]),
    );
    const holders = await store.identities.loadHolders(
      ["LOGIN_ID:kim", "DEVICE_ID:d", "ANONYMOUS_ID:a", "CRM_ID:2"].map(key),
    );
    expect(new Set([...holders.values()].flat().map(({ customerId }) => customerId))).toEqual(
      new Set([survivor.id]),
    );
    expect(holders.size).toBe(3);
    expect(await link("web-events", saw("LOGIN_ID:kim", "ANONYMOUS_ID:b"))).toEqual([survivor.id]);
    expect(await store.identities.listCustomers({ limit: 10 })).toEqual([survivor]);
  });

  test("keeps merged parts one step from the survivor, however long the chain", async () => {
    await link("a", saw("LOGIN_ID:1", "DEVICE_ID:d"));
    await link("a", saw("LOGIN_ID:2", "LOGIN_ID:1"));
    await link("a", saw("CRM_ID:1", "LOGIN_ID:2"));
    const found = await store.identities.loadCustomers([id("LOGIN_ID:1"), id("LOGIN_ID:2")]);
    expect([...found.values()].map((customer) => customer.id)).toEqual([id("CRM_ID:1"), id("CRM_ID:1")]);
    const [customer] = await store.identities.listCustomers({ limit: 10 });
    expect(customer?.mergedIds).toEqual([id("LOGIN_ID:1"), id("LOGIN_ID:2")].toSorted());
  });

  test("by eight callers at once gives what one caller gives", async () => {
    const observed = Array.from({ length: 200 }, (_, n) => [
      saw(`CRM_ID:${String(n % 40)}`, `LOGIN_ID:u${String(n % 40)}`),
      saw(`LOGIN_ID:u${String(n % 40)}`, `DEVICE_ID:${String(n)}`),
    ]).flat();
    const shuffled = (seed: number) => observed.toSorted((a, b) => order(a, seed) - order(b, seed));
    const order = (item: ObservedIdentity, seed: number) =>
      (JSON.stringify(item).length * 31 + Number(item.identity.value.slice(1) || 0)) % (7 + seed);
    await Promise.all(Array.from({ length: 8 }, (_, n) => link("any", ...shuffled(n))));
    const customers = await store.identities.listCustomers({ limit: 100 });
    expect(new Set(customers.map((customer) => customer.crmId))).toEqual(
      new Set(Array.from({ length: 40 }, (_, n) => String(n))),
    );
    expect(customers).toHaveLength(40);
    expect(await store.sql("select count(*)::int as n from identity_link")).toEqual([{ n: 280 }]);
    expect(await link("any", ...observed)).toEqual([]);
  });

  test("of a whole bank, 2,000 customers with 15,000 identities, takes seconds and a handful of statements", async () => {
    const namespaces = [
      "LOGIN_ID",
      "EMAIL",
      "PHONE",
      "ACCOUNT_ID",
      "ACCOUNT_ID",
      "DEVICE_ID",
      "ANONYMOUS_ID",
    ];
    const observed = Array.from({ length: 2000 }, (_, n) =>
      namespaces.map((namespace, m) => saw(`CRM_ID:${String(n)}`, `${namespace}:${String(n)}-${String(m)}`)),
    ).flat();
    const startedAt = performance.now();
    expect(await link("crm", ...observed)).toHaveLength(2000);
    const tookMs = performance.now() - startedAt;
    expect(await store.sql("select count(*)::int as n from identity_link")).toEqual([{ n: 16_000 }]);
    expect(tookMs).toBeLessThan(3000);
    expect(await link("crm", ...observed)).toEqual([]);
  });

  test("remembers where each source's scan goes on", async () => {
    await store.unitOfWork.run(async ({ identities }) => {
      expect(await identities.findScanPosition("crm")).toBeUndefined();
      await identities.saveScanPosition("crm", "1");
      await identities.saveScanPosition("crm", "2");
      expect(await identities.findScanPosition("crm")).toBe("2");
    });
  });
});

describe("a list of customers", () => {
  test("goes on after an id, in the order of ids", async () => {
    await link("crm", ...["1", "2", "3"].map((n) => saw(`CRM_ID:${n}`, `CRM_ID:${n}`)));
    const all = await store.identities.listCustomers({ limit: 10 });
    expect(all.map((customer) => customer.id)).toEqual(
      ["1", "2", "3"].map((n) => id(`CRM_ID:${n}`)).toSorted(),
    );
    expect(await store.identities.listCustomers({ limit: 1, afterId: all[0]!.id })).toEqual([all[1]]);
  });
});
