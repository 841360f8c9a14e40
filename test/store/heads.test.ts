// Heads against the ports that the general path reads: the same links, the same sole holders, the same consents.
import { expect, test } from "vitest";
import type { HeadNeeds } from "../../src/domains/customer/head-store.js";
import { findSoleHolder } from "../../src/domains/identity/identity-store.js";
import { identityKeyText, IdentityNamespace } from "../../src/domains/identity/identity.js";
import { makeConsentRecord } from "../fakes/consent-record.js";
import { testCipher } from "../fakes/key-ring.js";
import { createTestStore, type TestStore } from "../harness/store.js";

const all: HeadNeeds = {
  namespaces: Object.values(IdentityNamespace),
  sole: ["ANONYMOUS_ID", "PHONE"],
  consents: true,
  ownFacets: ["webEvents", "transfers", "consultations"],
};
const seen = { firstSeenAt: "2026-01-01T00:00:00Z", lastSeenAt: "2026-02-01T00:00:00Z" };

async function linkAll(
  store: TestStore,
  links: readonly [crmId: string, identity: string, verified: boolean][],
) {
  await store.unitOfWork.run(({ identities }) =>
    identities.link(
      "crm",
      links.map(([crmId, identity, verified]) => {
        const [namespace, value] = identity.split("=") as [IdentityNamespace, string];
        return {
          subject: { namespace: "CRM_ID", value: crmId },
          identity: { namespace, value },
          verified,
          ...seen,
        };
      }),
    ),
  );
  const found = await store.identities.listCustomers({ limit: 100 });
  return found.map(({ id }) => id);
}

test("heads know the links, the sole holders and the consents that the other ports know", async () => {
  await using store = await createTestStore();
  const ids = await linkAll(store, [
    ["1", "PHONE=+821000000001", true],
    ["2", "PHONE=+821000000001", false],
    ["1", "PHONE=+821000000002", true],
    ["2", "PHONE=+821000000002", true],
    ["1", "PHONE=+821000000003", false],
    ["2", "PHONE=+821000000003", false],
    ["3", "PHONE=+821000000004", false],
    ["3", "PHONE=+821000000005", true],
    ["3", "ANONYMOUS_ID=b", false],
    ["3", "ANONYMOUS_ID=a", false],
    ["3", "LOGIN_ID=kim", true],
  ]);
  // Somebody erased held two of them, beside a holder who is verified and one who is not.
  for (const value of ["+821000000004", "+821000000005"])
    await store.sql(
      "insert into suppressed_identity (namespace, lookup, suppressed_at) values ('PHONE', $1, now())",
      [testCipher.toLookup("PHONE", value)],
    );
  await store.unitOfWork.run(async ({ consents }) => {
    await consents.append(makeConsentRecord({ customerId: ids[0]! }));
  });

  const heads = await store.heads.loadHeads([...ids, "00000000-0000-5000-8000-00000000dead", "no id"], all);
  expect([...heads.keys()].toSorted()).toEqual(ids.toSorted());
  const links = await store.identities.loadLinks(ids);
  const consents = await store.consents.loadPresent(ids);
  let sole = 0;
  for (const id of ids) {
    const head = heads.get(id)!;
    expect(
      head.links.map(({ namespace, value, verified, source, firstSeenAt, lastSeenAt }) => ({
        namespace,
        value,
        verified,
        source,
        firstSeenAt,
        lastSeenAt,
      })),
    ).toEqual(
      links.get(id)!.map(({ namespace, value, verified, source, firstSeenAt, lastSeenAt }) => ({
        namespace,
        value,
        verified,
        source,
        firstSeenAt,
        lastSeenAt,
      })),
    );
    expect(head.consents).toEqual(
      (consents.get(id) ?? []).map(({ purpose, channel, night, state, validUntil, occurredAt }) => ({
        purpose,
        channel,
        night,
        state,
        validUntil,
        occurredAt,
      })),
    );
    const holders = await store.identities.loadHolders(head.links);
    for (const link of head.links) {
      const isSole = findSoleHolder(holders.get(identityKeyText(link)) ?? [])?.customerId === id;
      const isAsked = all.sole.includes(link.namespace);
      expect(link.isSole, link.value).toBe(isAsked ? isSole : undefined);
      sole += isAsked && isSole ? 1 : 0;
    }
  }
  expect(sole).toBe(4);
});

test("heads hold what was asked for and nothing else", async () => {
  await using store = await createTestStore();
  const [id = ""] = await linkAll(store, [
    ["1", "PHONE=+821000000001", true],
    ["1", "LOGIN_ID=kim", true],
  ]);
  const heads = await store.heads.loadHeads([id], {
    namespaces: ["CRM_ID"],
    sole: [],
    consents: false,
    ownFacets: [],
  });
  expect(heads.get(id)!.links.map(({ namespace }) => namespace)).toEqual(["CRM_ID"]);
  expect(heads.get(id)).toMatchObject({ consents: [], ownFacets: [], ref: { id, crmId: "1" } });
});
