// Heads that are remembered are what reading them anew would answer, whoever changed what, and however.
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CustomerHead, HeadNeeds } from "../../src/domains/customer/head-store.js";
import { IdentityNamespace } from "../../src/domains/identity/identity.js";
import { createHeadStore } from "../../src/store/postgres-head-store.js";
import { makeConsentRecord } from "../fakes/consent-record.js";
import { testCipher } from "../fakes/key-ring.js";
import { createTestStore, type TestStore } from "../harness/store.js";

const needs: HeadNeeds = {
  namespaces: Object.values(IdentityNamespace),
  sole: ["PHONE", "ANONYMOUS_ID"],
  consents: true,
  ownFacets: ["webEvents", "consultations"],
};
const seen = { firstSeenAt: "2026-01-01T00:00:00Z", lastSeenAt: "2026-02-01T00:00:00Z" };
const phones = ["+821000000001", "+821000000002"];

function link(store: TestStore, crmId: string, phone: string, verified: boolean): Promise<unknown> {
  return store.unitOfWork.run(({ identities }) =>
    identities.link("crm", [
      {
        subject: { namespace: "CRM_ID", value: crmId },
        identity: { namespace: "PHONE", value: phone },
        verified,
        ...seen,
      },
    ]),
  );
}

/** What a store says that remembers nothing. */
function readAnew(store: TestStore, ids: readonly string[]) {
  return createHeadStore(store.read, testCipher, () => undefined).loadHeads(ids, needs);
}

function toPlain(heads: ReadonlyMap<string, CustomerHead>) {
  return [...heads.entries()]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([id, { ref, links, consents, ownFacets }]) => ({
      id,
      ref,
      consents,
      ownFacets,
      links: links.map(({ namespace, value, source, verified, firstSeenAt, lastSeenAt, isSole }) => ({
        namespace,
        value,
        source,
        verified,
        firstSeenAt,
        lastSeenAt,
        isSole,
      })),
    }));
}

async function makeFour(store: TestStore): Promise<readonly string[]> {
  for (const [n, crmId] of ["1", "2", "3", "4"].entries())
    await link(store, crmId, phones[n % 2] ?? "", n > 1);
  return (await store.identities.listCustomers({ limit: 10 })).map(({ id }) => id);
}

/** Changes that somebody makes, by our own code or past it. `$1` is a customer, `$2` another. */
const statements = [
  "update customer set restricted_at = now() where id = $1 and id <> $2",
  "update customer set objections = '{MARKETING}' where id = $1 and id <> $2",
  "update customer set merged_into_id = $2 where id = $1 and id <> $2 and merged_into_id is null and not exists (select from customer part where part.merged_into_id = $1) and exists (select from customer where id = $2 and merged_into_id is null)",
  "update customer set merged_into_id = null where id = $1 and $2::uuid is not null",
  "update customer set erased_at = now() where id = $1 and id <> $2",
  "update customer set erased_at = null where id = $1 and $2::uuid is not null",
  "update identity_link set verified = not verified where customer_id = $1 and $2::uuid is not null",
  "update identity_link set last_seen_at = now() where customer_id = $1 and $2::uuid is not null",
  "delete from identity_link where customer_id = $1 and namespace = 'PHONE' and $2::uuid is not null",
  "update identity_link link set customer_id = $2 where customer_id = $1 and namespace = 'PHONE' and not exists (select from identity_link other where other.customer_id = $2 and other.namespace = link.namespace and other.value_hash = link.value_hash)",
  "delete from consent_present where customer_id = $1 and $2::uuid is not null",
  "delete from suppressed_identity where $1::uuid is not null and $2::uuid is not null",
  "insert into suppressed_identity select namespace, value_hash, now() from identity_link where customer_id = $1 and $2::uuid is not null on conflict do nothing",
];

const change = fc.oneof(
  fc.record({
    kind: fc.constant("sql" as const),
    sql: fc.constantFrom(...statements),
    who: fc.nat(3),
    other: fc.nat(3),
  }),
  fc.record({
    kind: fc.constant("link" as const),
    crmId: fc.constantFrom("1", "2", "3", "4"),
    phone: fc.constantFrom(...phones),
    verified: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("consent" as const),
    who: fc.nat(3),
    state: fc.constantFrom("GIVEN" as const, "WITHDRAWN" as const),
  }),
  fc.record({ kind: fc.constant("fold" as const) }),
);

describe("remembered heads", () => {
  test("are what reading them anew answers, after any change", async () => {
    await using store = await createTestStore();
    const ids = await makeFour(store);
    let at = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        for (const one of changes) {
          // Remembers what stands now.
          await store.heads.loadHeads(ids, needs);
          if (one.kind === "sql") await store.sql(one.sql, [ids[one.who], ids[one.other]]);
          else if (one.kind === "link") await link(store, one.crmId, one.phone, one.verified);
          else if (one.kind === "fold") while (await store.heads.foldRevisions());
          else {
            const occurredAt = `2026-03-01T00:00:00.${String((at += 1)).padStart(6, "0")}Z`;
            const customerId = ids[one.who] ?? "";
            await store.unitOfWork.run(({ consents }) =>
              consents.append(
                makeConsentRecord({ id: randomUUID(), customerId, state: one.state, occurredAt }),
              ),
            );
          }
          expect(toPlain(await store.heads.loadHeads(ids, needs))).toEqual(
            toPlain(await readAnew(store, ids)),
          );
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test("show a change from its commit on, and not before", async () => {
    await using store = await createTestStore();
    const [id = ""] = await makeFour(store);
    const isRestricted = async () =>
      (await store.heads.loadHeads([id], needs)).get(id)?.ref.restrictedAt !== null;
    expect(await isRestricted()).toBe(false);
    await store.unitOfWork.run(async ({ identities, rights }) => {
      await identities.lockCustomer(id);
      await rights.saveLimits(id, { restrictedAt: "2026-04-01T00:00:00Z", objections: [] });
      expect(await isRestricted()).toBe(false);
    });
    expect(await isRestricted()).toBe(true);
  });

  test("are not used for somebody who was erased and came back under the same id", async () => {
    await using store = await createTestStore();
    const [id = ""] = await makeFour(store);
    const before = (await store.heads.loadHeads([id], needs)).get(id)?.ref.subjectRef;
    const [{ steps }] = (await store.sql(
      "select sum(steps)::int as steps from head_revision where customer_id = $1",
      [id],
    )) as [{ steps: number }];
    await store.sql("delete from identity_link where customer_id = $1", [id]);
    await store.sql("delete from customer where id = $1", [id]);
    await store.sql("delete from head_revision where customer_id = $1", [id]);
    expect((await store.heads.loadHeads([id], needs)).size).toBe(0);
    await store.sql("insert into customer (id, crm_id) values ($1, '1')", [id]);
    await store.sql("insert into head_revision (customer_id, steps) values ($1, $2)", [id, steps]);
    const after = (await store.heads.loadHeads([id], needs)).get(id);
    expect(after?.links).toEqual([]);
    expect(after?.ref.subjectRef).not.toBe(before);
  });

  test("are folded to one row a customer, whoever reads meanwhile", async () => {
    await using store = await createTestStore();
    const ids = await makeFour(store);
    for (let n = 0; n < 20; n += 1) await store.sql("update identity_link set last_seen_at = now()");
    const count = async () =>
      ((await store.sql("select count(*)::int as n from head_revision")) as [{ n: number }])[0].n;
    const revisions = () =>
      store.sql("select customer_id, sum(steps)::int as steps from head_revision group by 1 order by 1");
    const before = await revisions();
    expect(await count()).toBeGreaterThan(80);
    expect(await store.heads.foldRevisions()).toBe(false);
    expect(await count()).toBe(ids.length);
    expect(await revisions()).toEqual(before);
  });
});
