// Identities at rest: what the tables hold, how rows from before are sealed, and what a wrong key does.
import { describe, expect, test } from "vitest";
import type { IdentityKey, IdentityNamespace } from "../../src/domains/identity/identity.js";
import { toCustomerId } from "../../src/domains/identity/plan-links.js";
import { createIdentifierCipher } from "../../src/security/create-identifier-cipher.js";
import { createKeyRing } from "../../src/security/key-ring.js";
import { createOrm } from "../../src/store/create-orm.js";
import { createStore } from "../../src/store/create-store.js";
import { makeKeyRing, makeMasterKey, testCipher } from "../fakes/key-ring.js";
import { createDatabase, runSql, type TestDatabase } from "../harness/databases.js";
import { dumpTables } from "../harness/dump-tables.js";
import { createTestStore } from "../harness/store.js";

const customers = 25;
const customerKey = (n: number): IdentityKey => ({ namespace: "CRM_ID", value: `C-${String(n)}-plain` });
const customerId = (n: number) => toCustomerId(customerKey(n));
const phoneOf = (n: number): IdentityKey => ({ namespace: "PHONE", value: `+82105555${String(1000 + n)}` });
const emailOf = (n: number): IdentityKey => ({ namespace: "EMAIL", value: `누구${String(n)}@plain.example` });

/** A store from before identities were sealed. */
async function createPlainDatabase(): Promise<TestDatabase> {
  const database = await createDatabase();
  const orm = await createOrm({ url: database.url });
  await orm.migrator.up({ to: "0002-persons-and-their-limits" });
  await orm.close(true);
  const links = Array.from({ length: customers }, (_, n) =>
    [customerKey(n), phoneOf(n), emailOf(n)].map((key, at) => ({
      ...key,
      customer_id: customerId(n),
      linked_at: `2026-03-0${String(at + 1)}T00:00:00.654321Z`,
    })),
  ).flat();
  await runSql(
    database.url,
    `with link as (
       select * from jsonb_to_recordset($1) as link (namespace text, value text, customer_id uuid, linked_at timestamptz)
     ), person as (
       insert into customer (id) select distinct customer_id from link
     )
     insert into identity_link
     select namespace, value, customer_id, 'crm', true, '2026-01-01T00:00:00.123456Z', '2026-02-01Z', 'MANUAL',
            0.1234567890123456, '[{"field":"f","agreement":"a","weight":1.5}]', linked_at, 'someone'
       from link`,
    [JSON.stringify(links)],
  );
  await runSql(
    database.url,
    `insert into event (type, kind, customer_id, record, occurred_at, dedup_key) values
       ('identity.linked', 'IDENTITY', $1, $2, now(), 'identity:before')`,
    [customerId(0), { source: "crm", identity: phoneOf(0), verified: true }],
  );
  return database;
}

/** The tables in which some identifier of the customers stands as it is. */
async function listLeaks(url: string): Promise<readonly string[]> {
  const leaks: string[] = [];
  for (const [table, text] of await dumpTables(url)) {
    if (/\+8210|plain\.example|누구|-plain/.test(text)) leaks.push(table);
  }
  return leaks;
}

const isTableThere = "select to_regclass('plain_identity_link') is not null as found";

describe("links from before", () => {
  test("are sealed when the gateway starts, with all that was known of them, and nothing plain remains", async () => {
    await using database = await createPlainDatabase();
    expect(await listLeaks(database.url)).toEqual(["event", "identity_link"]);
    const store = await createStore({ url: database.url, cipher: testCipher });
    const progress: object[] = [];
    await store.migrate((step) => progress.push(step));
    expect(progress).toEqual([
      { done: 0, total: 75 },
      { done: 75, total: 75 },
    ]);
    expect(await listLeaks(database.url)).toEqual([]);
    expect(await runSql(database.url, isTableThere)).toEqual([{ found: false }]);
    expect(await runSql(database.url, "select record from event")).toEqual([
      { record: { source: "crm", namespace: "PHONE", verified: true } },
    ]);

    const links = await store.identities.loadLinks([customerId(3)]);
    const evidence = (day: number) => ({
      method: "MANUAL",
      score: 0.1234567890123456,
      reasons: [{ field: "f", agreement: "a", weight: 1.5 }],
      linkedAt: `2026-03-0${String(day)}T00:00:00.654321Z`,
      linkedBy: "someone",
    });
    const same = {
      customerId: customerId(3),
      source: "crm",
      verified: true,
      firstSeenAt: "2026-01-01T00:00:00.123456Z",
      lastSeenAt: "2026-02-01T00:00:00Z",
    };
    expect(links.get(customerId(3))).toEqual([
      { ...customerKey(3), ...same, evidence: evidence(1) },
      { ...emailOf(3), ...same, evidence: evidence(3) },
      { ...phoneOf(3), ...same, evidence: evidence(2) },
    ]);
    const holders = await store.identities.loadHolders([phoneOf(7), emailOf(7), phoneOf(customers)]);
    expect([...holders.values()]).toEqual([1, 2].map(() => [{ customerId: customerId(7), verified: true }]));
    await store.close();
  });

  test("are sealed once, whoever starts at the same time and wherever the first was stopped", async () => {
    await using database = await createPlainDatabase();
    const stopped = await createStore({ url: database.url, cipher: testCipher });
    const stop = (step: { done: number }) => {
      if (step.done > 0) throw new Error("stopped");
    };
    await expect(stopped.migrate(stop)).rejects.toThrow("stopped");
    await stopped.close();
    // What was left to seal, as after a batch that was not the last one.
    await runSql(
      database.url,
      `insert into plain_identity_link values ('EMAIL', 'late@plain.example', $1, 'crm', false, now(), now(),
         'MANUAL', 1, '[]', now(), 'someone')`,
      [customerId(1)],
    );
    expect(await runSql(database.url, isTableThere)).toEqual([{ found: true }]);
    const stores = await Promise.all(
      [1, 2, 3].map(() => createStore({ url: database.url, cipher: testCipher })),
    );
    await Promise.all(stores.map((store) => store.migrate()));
    await Promise.all(stores.map((store) => store.close()));
    expect(await listLeaks(database.url)).toEqual([]);
    expect(await runSql(database.url, isTableThere)).toEqual([{ found: false }]);
    expect(await runSql(database.url, "select count(*)::int as n from identity_link")).toEqual([{ n: 76 }]);
  });
});

test("new links are found and shown, and no table holds their values", async () => {
  await using store = await createTestStore();
  const seen = { verified: true, firstSeenAt: "2026-01-01T00:00:00Z", lastSeenAt: "2026-01-02T00:00:00Z" };
  const observed = Array.from({ length: customers }, (_, n) => [
    {
      subject: { namespace: "LOGIN_ID", value: `login-plain-${String(n)}` } as IdentityKey,
      identity: phoneOf(n),
      ...seen,
    },
    {
      subject: { namespace: "LOGIN_ID", value: `login-plain-${String(n)}` } as IdentityKey,
      identity: emailOf(n),
      ...seen,
    },
  ]).flat();
  await store.unitOfWork.run(({ identities }) => identities.link("crm", observed));
  const found = await store.identities.loadHolders(observed.map(({ identity }) => identity));
  expect(found.size).toBe(2 * customers);
  expect(await listLeaks(store.url)).toEqual([]);
});

describe("keys", () => {
  const open = (url: string, ...ids: string[]) =>
    createStore({ url, cipher: createIdentifierCipher(makeKeyRing(...ids)) });

  test("that are missing or another than before stop the start, and name the key", async () => {
    await using database = await createDatabase();
    const start = async (cipher: Parameters<typeof createStore>[0]["cipher"]) => {
      const store = await createStore({ url: database.url, cipher });
      try {
        await store.migrate();
        return "started";
      } catch (error) {
        return String(error);
      } finally {
        await store.close();
      }
    };
    expect(await start(createIdentifierCipher(makeKeyRing("a")))).toBe("started");
    expect(await start(createIdentifierCipher(makeKeyRing("b", "a")))).toBe("started");
    expect(await start(createIdentifierCipher(makeKeyRing("b")))).toBe(
      'OperatorError: PERSONAL_DATA_KEYS: the key "a" is missing; there is data that only this key opens.',
    );
    const swapped = createKeyRing([{ id: "a", bytes: makeMasterKey("c").bytes }, makeMasterKey("b")]);
    expect(await start(createIdentifierCipher(swapped))).toBe(
      'OperatorError: PERSONAL_DATA_KEYS: the key "a" is another one than this database knows under that id.',
    );
    // "b" has sealed nothing yet: it may go as it came.
    expect(await start(createIdentifierCipher(makeKeyRing("a")))).toBe("started");
  });

  test("come first or later in the ring without a lookup being missed, a link doubled, or a value lost", async () => {
    await using database = await createDatabase();
    const seen = { verified: true, firstSeenAt: "2026-01-01T00:00:00Z", lastSeenAt: "2026-01-02T00:00:00Z" };
    const observed = (n: number) => [{ subject: customerKey(n), identity: phoneOf(n), ...seen }];
    for (const [n, ids] of [["a"], ["b", "a"], ["c", "b", "a"], ["a", "c", "b"]].entries()) {
      const store = await open(database.url, ...ids);
      await store.migrate();
      await store.unitOfWork.run(async ({ identities }) => {
        await identities.link("crm", observed(n));
        expect((await identities.link("crm", observed(0))).changed).toEqual([]);
      });
      const asked = Array.from({ length: n + 1 }, (_, at) => phoneOf(at));
      const holders = await store.identities.loadHolders(asked);
      expect([...holders.values()].flat()).toHaveLength(n + 1);
      const links = await store.identities.loadLinks(asked.map((_, at) => customerId(at)));
      expect([...links.values()].map((found) => found.map(({ value }) => value))).toHaveLength(n + 1);
      await store.close();
    }
  });
});

test("a sealed value that was changed costs that identity alone", async () => {
  await using store = await createTestStore();
  const seen = { verified: true, firstSeenAt: "2026-01-01T00:00:00Z", lastSeenAt: "2026-01-02T00:00:00Z" };
  await store.unitOfWork.run(({ identities }) =>
    identities.link("crm", [
      { subject: customerKey(1), identity: phoneOf(1), ...seen },
      { subject: customerKey(1), identity: emailOf(1), ...seen },
    ]),
  );
  await store.sql(
    `update identity_link set sealed_value = overlay(sealed_value placing
        case when substr(sealed_value, 20, 1) = 'A' then 'B' else 'A' end from 20 for 1) where namespace = 'PHONE'`,
  );
  const links = (await store.identities.loadLinks([customerId(1)])).get(customerId(1)) ?? [];
  const readable = (namespace: IdentityNamespace) => () =>
    links.find((link) => link.namespace === namespace)?.value;
  expect(readable("EMAIL")()).toBe(emailOf(1).value);
  expect(readable("CRM_ID")()).toBe(customerKey(1).value);
  expect(readable("PHONE")).toThrow(/A sealed PHONE does not open with the key "test"/);
});
