// Keys are changed while the gateway runs: nobody misses a lookup, nothing is lost, and every row ends under the new key.
import { describe, expect, test } from "vitest";
import type { NewDeadLetter } from "../../src/domains/ingest/dead-letter.js";
import type { HeldEvent } from "../../src/domains/ingest/held-event.js";
import type { IdentityKey } from "../../src/domains/identity/identity.js";
import type { ObservedIdentity } from "../../src/domains/identity/identity-store.js";
import { createIdentifierCipher } from "../../src/security/create-identifier-cipher.js";
import { createStore } from "../../src/store/create-store.js";
import { makeKeyRing } from "../fakes/key-ring.js";
import { createTestStore } from "../harness/store.js";

const cipherOf = (...ids: string[]) => createIdentifierCipher(makeKeyRing(...ids));
const crm = (n: number): IdentityKey => ({ namespace: "CRM_ID", value: String(n) });
const phone = (n: number): IdentityKey => ({ namespace: "PHONE", value: `+8210${String(10_000_000 + n)}` });
const login = (n: number): IdentityKey => ({ namespace: "LOGIN_ID", value: `login${String(n)}` });
const observe = (subject: IdentityKey, identity: IdentityKey): ObservedIdentity => ({
  subject,
  identity,
  verified: true,
  firstSeenAt: "2026-01-01T00:00:00Z",
  lastSeenAt: "2026-01-02T00:00:00Z",
});

const count = 400;
const countKeys = `select split_part(value_hash, '.', 1) as hashed, split_part(sealed_value, '.', 1) as sealed,
  count(*)::int as links from identity_link group by 1, 2 order by 1, 2`;

/** A store whose links are all under the key "a", and a second gateway whose ring has "b" first. */
async function createOldStore() {
  const old = await createTestStore({ cipher: cipherOf("a") });
  await old.unitOfWork.run(({ identities }) =>
    identities.link(
      "crm",
      Array.from({ length: count }, (_, n) => observe(crm(n), phone(n))),
    ),
  );
  // Customers of a login only, who turn out to be customers of the CRM while the keys are changed.
  await old.unitOfWork.run(({ identities }) =>
    identities.link(
      "web-events",
      Array.from({ length: count }, (_, n) =>
        observe(login(n), { namespace: "DEVICE_ID", value: `d${String(n)}` }),
      ),
    ),
  );
  const store = await createStore({ url: old.url, cipher: cipherOf("b", "a") });
  await store.migrate();
  return {
    old,
    store,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await old[Symbol.asyncDispose]();
    },
  };
}

describe("a rotation", () => {
  test(
    "under load of lookups, links and merges misses nobody and leaves no row behind",
    { timeout: 120_000 },
    async () => {
      await using stores = await createOldStore();
      const { store, old } = stores;
      const running = { isOver: false, lookups: 0, misses: 0, changes: 0 };
      const look = async (): Promise<void> => {
        for (let n = 0; !running.isOver; n = (n + 7) % count) {
          const asked = [phone(n), login(n), crm(n)];
          const holders = await store.identities.loadHolders(asked);
          running.lookups += asked.length;
          running.misses += asked.length - holders.size;
          const customerId = holders.get(`PHONE:${phone(n).value}`)?.[0]?.customerId ?? "";
          const links = (await store.identities.loadLinks([customerId])).get(customerId) ?? [];
          if (!links.some((link) => link.value === phone(n).value)) running.misses += 1;
        }
      };
      const change = async (): Promise<void> => {
        for (let n = 0; !running.isOver && n < count; n += 1) {
          await store.unitOfWork.run(({ identities }) =>
            // Seen again, a merge of two customers, and a new identity.
            identities.link("crm", [
              observe(crm(n), phone(n)),
              observe(crm(n), login(n)),
              observe(crm(n), phone(count + n)),
            ]),
          );
          running.changes += 1;
        }
      };
      const load = [look(), look(), change()];
      const report = await store.keys.rotate({ withLookup: true, batchSize: 20 });
      running.isOver = true;
      await Promise.all(load);
      expect(running.misses).toBe(0);
      expect(running.lookups).toBeGreaterThan(100);
      expect(running.changes).toBeGreaterThan(0);
      expect(report).toMatchObject({ keyId: "b", unreadable: 0 });

      const links = (await store.keys.countRows()).filter(({ table }) => table === "identity_link");
      expect(new Set(links.map(({ keyId }) => keyId))).toEqual(new Set(["b"]));
      // No identity of a customer has two rows, whichever key they were written under.
      const values = new Map<string, number>();
      const rows = (await old.sql("select namespace, customer_id, sealed_value from identity_link")) as {
        namespace: string;
        customer_id: string;
        sealed_value: string;
      }[];
      const cipher = cipherOf("b");
      for (const row of rows) {
        const text = `${row.customer_id} ${row.namespace}:${cipher.decrypt(row.namespace, row.sealed_value)}`;
        values.set(text, (values.get(text) ?? 0) + 1);
      }
      expect([...values.values()].filter((number) => number > 1)).toEqual([]);

      // The old key can go.
      const after = await createStore({ url: old.url, cipher: cipherOf("b") });
      await after.migrate();
      const asked = Array.from({ length: count }, (_, n) => phone(n));
      expect((await after.identities.loadHolders(asked)).size).toBe(count);
      await after.close();
    },
  );

  test("changes only what is sealed unless the hashes are asked for, and again changes nothing", async () => {
    await using stores = await createOldStore();
    const { store, old } = stores;
    const links = 4 * count;
    expect(await store.keys.rotate({ withLookup: false })).toEqual({
      keyId: "b",
      sealed: links,
      hashed: 0,
      unreadable: 0,
    });
    expect(await old.sql(countKeys)).toEqual([{ hashed: "a", sealed: "b", links }]);
    expect(await store.keys.rotate({ withLookup: true })).toEqual({
      keyId: "b",
      sealed: 0,
      hashed: links,
      unreadable: 0,
    });
    expect(await store.keys.rotate({ withLookup: true })).toEqual({
      keyId: "b",
      sealed: 0,
      hashed: 0,
      unreadable: 0,
    });
    expect(await old.sql(countKeys)).toEqual([{ hashed: "b", sealed: "b", links }]);
    expect(await old.sql("select id, lookup_state from personal_data_key order by id")).toEqual([
      { id: "a", lookup_state: null },
      { id: "b", lookup_state: "CURRENT" },
    ]);
  });

  test("takes along events that wait and dead letters, which are found under the new key then", async () => {
    await using stores = await createOldStore();
    const { store, old } = stores;
    const visitor: IdentityKey = { namespace: "ANONYMOUS_ID", value: "visitor-1" };
    const event: HeldEvent = {
      type: "web-event.recorded",
      kind: "WEB_EVENT",
      facet: "webEvents",
      recordId: "own.1",
      record: {},
      occurredAt: "2026-01-01T00:00:00Z",
      source: "shop",
      subject: visitor,
      key: "own.1",
    };
    const letter: NewDeadLetter = {
      door: "GRAPHQL",
      source: "shop",
      isTrusted: true,
      eventId: "7",
      reason: "INVALID_EVENT",
      text: "It is none.",
      body: "{}",
      isWhole: true,
      likeness: "",
      identities: [visitor],
    };
    await old.unitOfWork.run(async ({ sentEvents, deadLetters }) => {
      await sentEvents.loadStandings([visitor]);
      await sentEvents.hold([event]);
      await deadLetters.add([letter]);
    });
    const report = await store.keys.rotate({ withLookup: true, batchSize: 50 });
    expect(report).toMatchObject({ sealed: 4 * count + 2, hashed: 4 * count + 2, unreadable: 0 });
    const [row] = await old.sql(
      `select held.value_hash = split_part(letter.identities[1], ' ', 2) as is_same, held.value_hash, letter.sealed
         from held_event held, dead_letter letter`,
    );
    expect(row).toMatchObject({
      is_same: true,
      value_hash: expect.stringMatching(/^b\./) as string,
      sealed: expect.stringMatching(/^b\./) as string,
    });
    const after = await createStore({ url: old.url, cipher: cipherOf("b") });
    await after.migrate();
    expect(await after.unitOfWork.run(({ sentEvents }) => sentEvents.listHeld([visitor]))).toEqual([event]);
    await after.close();
  });

  test("refuses to be the second one at the same time", async () => {
    await using stores = await createOldStore();
    const { store, old } = stores;
    let second: Promise<unknown> | undefined;
    const other = await createStore({ url: old.url, cipher: cipherOf("b", "a") });
    await store.keys.rotate({
      withLookup: false,
      batchSize: 50,
      onProgress: () => {
        second ??= other.keys.rotate({ withLookup: false }).catch((error: unknown) => String(error));
      },
    });
    expect(await second).toBe(
      "OperatorError: Another rotation of keys is under way on this database; wait until it has ended.",
    );
    await other.close();
  });

  test("leaves rows that do not open, counts them, and keeps their key needed", async () => {
    await using stores = await createOldStore();
    const { store, old } = stores;
    await old.sql(
      `update identity_link set sealed_value = 'a.' || repeat('A', 60) where namespace = 'DEVICE_ID'
          and customer_id in (select customer_id from identity_link where namespace = 'DEVICE_ID' order by 1 limit 3)`,
    );
    expect(await store.keys.rotate({ withLookup: true })).toMatchObject({ unreadable: 3 });
    expect(await old.sql(countKeys)).toEqual([
      { hashed: "a", sealed: "a", links: 3 },
      { hashed: "b", sealed: "b", links: 4 * count - 3 },
    ]);
    const without = await createStore({ url: old.url, cipher: cipherOf("b") });
    await expect(without.migrate()).rejects.toThrow(
      'the key "a" is missing; there is data that only this key opens',
    );
    await without.close();
  });
});
