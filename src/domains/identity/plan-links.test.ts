import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { identityKeyText, type IdentityKey, type IdentityNamespace } from "./identity.js";
import type { ObservedIdentity } from "./identity-store.js";
import { listDecisiveKeys, planLinks, toCustomerId, type KnownHolder, type LinkPlan } from "./plan-links.js";

const key = (text: string): IdentityKey => {
  const [namespace = "", value = ""] = text.split(":");
  return { namespace: namespace as IdentityNamespace, value };
};
const saw = (subject: string, identity: string, more: Partial<ObservedIdentity> = {}): ObservedIdentity => ({
  subject: key(subject),
  identity: key(identity),
  verified: false,
  firstSeenAt: "2026-01-01T00:00:00Z",
  lastSeenAt: "2026-01-02T00:00:00Z",
  ...more,
});
const id = (subject: string) => toCustomerId(key(subject));
const linksOf = (plan: LinkPlan, customerId: string) =>
  plan.links.filter((link) => link.customerId === customerId).map(identityKeyText);

/** What the store would know after a plan. */
function knownAfter(plan: LinkPlan, before: readonly KnownHolder[] = []): KnownHolder[] {
  const crmIds = new Map(plan.customers.map((customer) => [customer.id, customer.crmId]));
  for (const holder of before) crmIds.set(holder.customerId, holder.crmId);
  const into = new Map(plan.merges.map(({ fromId, intoId }) => [fromId, intoId]));
  return [...before, ...plan.links].map(({ namespace, value, customerId, verified }) => {
    const survivor = into.get(customerId) ?? customerId;
    return { namespace, value, customerId: survivor, crmId: crmIds.get(survivor) ?? null, verified };
  });
}

describe("observed identities", () => {
  test("of an unknown subject make a customer whose id follows from the subject", () => {
    const plan = planLinks([saw("CRM_ID:1", "EMAIL:a@x.kr")], []);
    expect(plan.customers).toEqual([{ id: id("CRM_ID:1"), crmId: "1" }]);
    expect(linksOf(plan, id("CRM_ID:1"))).toEqual(["CRM_ID:1", "EMAIL:a@x.kr"]);
    expect(planLinks([saw("LOGIN_ID:kim", "DEVICE_ID:d")], []).customers).toEqual([
      { id: id("LOGIN_ID:kim"), crmId: null },
    ]);
  });

  test("of one customer are one customer, and what was seen twice is one link over the whole time", () => {
    const plan = planLinks(
      [
        saw("CRM_ID:1", "PHONE:+8210", {
          firstSeenAt: "2026-01-03T00:00:00Z",
          lastSeenAt: "2026-01-04T00:00:00Z",
          verified: true,
        }),
        saw("CRM_ID:1", "PHONE:+8210"),
      ],
      [],
    );
    expect(plan.customers).toHaveLength(1);
    expect(plan.links.find((link) => link.namespace === "PHONE")).toMatchObject({
      firstSeenAt: "2026-01-01T00:00:00Z",
      lastSeenAt: "2026-01-04T00:00:00Z",
      verified: true,
    });
  });

  test("that people share belong to each of them", () => {
    const plan = planLinks([saw("CRM_ID:1", "PHONE:+8210"), saw("CRM_ID:2", "PHONE:+8210")], []);
    expect(linksOf(plan, id("CRM_ID:1"))).toContain("PHONE:+8210");
    expect(linksOf(plan, id("CRM_ID:2"))).toContain("PHONE:+8210");
    expect(plan.merges).toEqual([]);
  });

  test("of a shared subject go to its only verified holder, and to nobody where that is not clear", () => {
    const holder = (customerId: string, verified: boolean): KnownHolder => ({
      ...key("PHONE:+8210"),
      customerId,
      crmId: customerId,
      verified,
    });
    const observed = [saw("PHONE:+8210", "ANONYMOUS_ID:a")];
    expect(linksOf(planLinks(observed, [holder("x", true), holder("y", false)]), "x")).toContain(
      "ANONYMOUS_ID:a",
    );
    expect(planLinks(observed, [holder("x", false), holder("y", false)])).toEqual({
      customers: [],
      merges: [],
      links: [],
    });
  });
});

describe("a login", () => {
  const login: KnownHolder = {
    ...key("LOGIN_ID:kim"),
    customerId: id("LOGIN_ID:kim"),
    crmId: null,
    verified: true,
  };

  test("of a customer without CRM id that turns out to be a CRM customer's merges the two", () => {
    const plan = planLinks([saw("CRM_ID:1", "LOGIN_ID:kim")], [login]);
    expect(plan.merges).toEqual([{ fromId: id("LOGIN_ID:kim"), intoId: id("CRM_ID:1") }]);
    expect(linksOf(plan, id("CRM_ID:1"))).toEqual(["CRM_ID:1", "LOGIN_ID:kim"]);
  });

  test("that names the CRM customer itself merges the same way round, also when the CRM has not been read yet", () => {
    const plan = planLinks([saw("LOGIN_ID:kim", "CRM_ID:1"), saw("LOGIN_ID:kim", "DEVICE_ID:d")], [login]);
    expect(plan.customers).toEqual([{ id: id("CRM_ID:1"), crmId: "1" }]);
    expect(plan.merges).toEqual([{ fromId: id("LOGIN_ID:kim"), intoId: id("CRM_ID:1") }]);
    expect(linksOf(plan, id("CRM_ID:1"))).toEqual(["LOGIN_ID:kim", "CRM_ID:1", "DEVICE_ID:d"]);
  });

  test("that leads over another login to the CRM merges the whole chain into the survivor", () => {
    const plan = planLinks(
      [saw("LOGIN_ID:a", "DEVICE_ID:d"), saw("LOGIN_ID:b", "LOGIN_ID:a"), saw("CRM_ID:1", "LOGIN_ID:b")],
      [],
    );
    expect(new Set(plan.merges.map(({ intoId }) => intoId))).toEqual(new Set([id("CRM_ID:1")]));
    expect(plan.merges).toHaveLength(2);
    expect(new Set(plan.links.map(({ customerId }) => customerId))).toEqual(new Set([id("CRM_ID:1")]));
  });

  test("of one CRM customer stays there when another one claims it", () => {
    const plan = planLinks([saw("CRM_ID:1", "LOGIN_ID:kim"), saw("CRM_ID:2", "LOGIN_ID:kim")], []);
    expect(plan.merges).toEqual([]);
    expect(linksOf(plan, id("CRM_ID:1"))).toContain("LOGIN_ID:kim");
    expect(linksOf(plan, id("CRM_ID:2"))).toEqual(["CRM_ID:2"]);
  });
});

describe("planning", () => {
  const anyKey = fc
    .tuple(fc.constantFrom("CRM_ID", "LOGIN_ID", "PHONE", "DEVICE_ID"), fc.constantFrom("1", "2", "3"))
    .map(([namespace, value]) => `${namespace}:${value}`);
  const anySubject = fc
    .tuple(fc.constantFrom("CRM_ID", "LOGIN_ID"), fc.constantFrom("1", "2", "3"))
    .map(([namespace, value]) => `${namespace}:${value}`);
  const anyObserved = fc.array(
    fc
      .tuple(anySubject, anyKey, fc.boolean())
      .map(([subject, identity, verified]) => saw(subject, identity, { verified })),
    { maxLength: 12 },
  );

  test("again after its own plan makes no customer and merges none", () => {
    fc.assert(
      fc.property(anyObserved, (observed) => {
        const again = planLinks(observed, knownAfter(planLinks(observed, [])));
        expect(again.customers).toEqual([]);
        expect(again.merges).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("keeps exclusive identities with one holder, links with survivors, and CRM customers apart", () => {
    fc.assert(
      fc.property(anyObserved, (observed) => {
        const plan = planLinks(observed, []);
        const merged = new Set(plan.merges.map(({ fromId }) => fromId));
        const exclusive = plan.links.filter(
          ({ namespace }) => namespace === "CRM_ID" || namespace === "LOGIN_ID",
        );
        expect(new Set(exclusive.map(identityKeyText)).size).toBe(exclusive.length);
        for (const { customerId } of plan.links) expect(merged.has(customerId)).toBe(false);
        const inCrm = plan.customers.filter(({ crmId }) => crmId !== null);
        expect(inCrm.filter((customer) => merged.has(customer.id))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("needs to know the holders of subjects and exclusive identities only", () => {
    const observed = [saw("CRM_ID:1", "PHONE:+8210"), saw("CRM_ID:1", "LOGIN_ID:kim")];
    expect(listDecisiveKeys(observed).map(identityKeyText)).toEqual(["CRM_ID:1", "LOGIN_ID:kim"]);
  });
});
