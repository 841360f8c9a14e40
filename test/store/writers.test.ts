// The suite of the writers that use cases work with: PostgreSQL and the fake in memory must pass it alike.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { consentDefaults } from "../../src/domains/consent/consent-defaults.js";
import type { ConsentRecord } from "../../src/domains/consent/consent.js";
import { toDefaultPreferences } from "../../src/domains/contact-policy/preferences.js";
import { toOwnRecordId } from "../../src/domains/customer/own-records.js";
import { answerRefusals, refuse } from "../../src/domains/refusal.js";
import type { UnitOfWork } from "../../src/domains/unit-of-work.js";
import { runOnce, type Actor, type DoneTo } from "../../src/domains/use-case.js";
import { makeActor } from "../fakes/actor.js";
import { createMemoryUnitOfWork } from "../fakes/memory-unit-of-work.js";
import { createTestStore, type TestStore } from "../harness/store.js";

const customerId = "00000000-0000-5000-8000-000000000001";
const clock = { now: () => new Date("2026-11-23T01:02:03.450Z") };
const record = (more: Partial<ConsentRecord> = {}): ConsentRecord => ({
  ...consentDefaults,
  id: randomUUID(),
  customerId,
  receiptId: "r",
  purpose: "MARKETING",
  channel: null,
  state: "GIVEN",
  privacyNotice: "n",
  noticeVersion: "1",
  language: "ko",
  collectionMethod: "app",
  actor: "a",
  onBehalfOf: null,
  occurredAt: "2026-11-23T01:02:03.000001Z",
  validUntil: null,
  previousRecordId: null,
  ...more,
});

let store: TestStore;
let postgres: UnitOfWork & { readonly listAccesses: () => Promise<readonly object[]> };
const openMemory = () => {
  const memory = createMemoryUnitOfWork([customerId]);
  return { ...memory, listAccesses: async () => memory.state.accesses };
};
beforeAll(async () => {
  store = await createTestStore();
  await store.sql("insert into customer (id) values ($1)", [customerId]);
  postgres = {
    ...store.unitOfWork,
    listAccesses: async () => {
      const entries = await store.accessEntries.listEntries({ limit: 100 });
      return entries.map(({ id: _id, subjectRef: _subjectRef, ...entry }) => entry).toReversed();
    },
  };
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

describe.each([
  ["PostgreSQL", () => postgres],
  ["memory", openMemory],
])("writers in %s", (_, open) => {
  test("find a customer and nobody else", async () => {
    await open().run(async ({ identities }) => {
      expect(await identities.lockCustomer(customerId)).toBe(customerId);
      expect(await identities.lockCustomer(randomUUID())).toBeUndefined();
    });
  });

  test("keep the newest consent of each purpose and channel, and find every one by id", async () => {
    const first = record();
    const second = record({ previousRecordId: first.id, state: "WITHDRAWN" });
    const other = record({ channel: "SMS", validUntil: "2030-01-01T00:00:00Z" });
    await open().run(async ({ consents }) => {
      expect(await consents.lockPresent(customerId, "MARKETING", null)).toBeUndefined();
      await consents.append(first);
      await consents.append(second);
      await consents.append(other);
      expect(await consents.lockPresent(customerId, "MARKETING", null)).toEqual(second);
      expect(await consents.lockPresent(customerId, "MARKETING", "SMS")).toEqual(other);
      expect(await consents.lockPresent(customerId, "SERVICE", null)).toBeUndefined();
      const present = await consents.listPresent(customerId, "MARKETING", false);
      expect(new Set(present)).toEqual(new Set([second, other]));
      expect(await consents.listPresent(customerId, "MARKETING", true)).toEqual([]);
      expect(await consents.listPresent(customerId, "SERVICE", false)).toEqual([]);
      expect(await consents.find(first.id)).toEqual(first);
      expect(await consents.find(randomUUID())).toBeUndefined();
    });
  });

  test("save preferences on the version they were made from only", async () => {
    const change = { actor: "agent-7", changedAt: "2026-11-23T01:02:03.4Z" };
    const next = {
      ...toDefaultPreferences(customerId),
      version: 1,
      topics: [{ topic: "적금", subscribed: true }],
    };
    await open().run(async ({ preferences }) => {
      expect(await preferences.find(customerId)).toBeUndefined();
      expect(await preferences.save({ ...next, version: 2 }, change)).toBe(false);
      expect(await preferences.save(next, change)).toBe(true);
      expect(await preferences.save(next, change)).toBe(false);
      expect(await preferences.save({ ...next, version: 3 }, change)).toBe(false);
      expect(await preferences.find(customerId)).toEqual(next);
      expect(await preferences.save({ ...next, version: 2 }, change)).toBe(true);
    });
  });

  test("know a used client key, and another input under it", async () => {
    await open().run(async ({ idempotency }) => {
      expect(await idempotency.lock("o", "k", "f")).toBeUndefined();
      await idempotency.save("o", "k", "f", "answer");
      expect(await idempotency.lock("o", "k", "f")).toEqual({ answer: "answer" });
      expect(await idempotency.lock("o", "k", "g")).toBe("CONFLICT");
      expect(await idempotency.lock("p", "k", "f")).toBeUndefined();
    });
  });

  test("find a consultation by its id", async () => {
    const recordId = toOwnRecordId(randomUUID());
    const text = { product: null, topic: "카드", summary: null, notes: "…", outcome: null, locality: null };
    const consultation = {
      ...text,
      recordId,
      channel: "CALL" as const,
      agentId: "a",
      startedAt: "2026-11-23T01:02:03.4Z",
      endedAt: null,
      satisfaction: 5,
      sentiment: -0.5,
    };
    await open().run(async ({ consultations }) => {
      await consultations.add(customerId, consultation);
      expect(await consultations.find(recordId)).toEqual({ customerId, record: consultation });
      expect(await consultations.find(toOwnRecordId(randomUUID()))).toBeUndefined();
    });
  });

  test("append an event once, and keep nothing of a change that throws", async () => {
    const unitOfWork = open();
    const event = {
      type: "consent.recorded",
      kind: "CONSENT",
      customerId,
      recordId: null,
      record: null,
      occurredAt: "2026-11-23T01:02:03Z",
      dedupKey: randomUUID(),
    } as const;
    const failing = unitOfWork.run(async ({ events }) => {
      expect((await events.append([event])).size).toBe(1);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    const append = () => unitOfWork.run(({ events }) => events.append([event, event]));
    expect((await append()).size).toBe(1);
    expect((await append()).size).toBe(0);
  });

  test("log who changed whom with the change, also when it is repeated, and not when it is refused or fails", async () => {
    const unitOfWork = open();
    const actor: Actor = { ...makeActor("agent-7"), fields: ["Consent.state", "Customer.id"] };
    const run = (clientKey: string, act: () => Promise<DoneTo>) =>
      answerRefusals(() =>
        runOnce(
          { unitOfWork, clock },
          actor,
          "test",
          { clientKey },
          {
            redo: async () => ({ customerId }),
            act: async (_transaction, keep) => {
              await keep("done");
              return act();
            },
          },
        ),
      );
    const clientKey = randomUUID();
    await run(clientKey, async () => ({ customerId }));
    await run(clientKey, async () => ({ customerId }));
    await run(randomUUID(), async () => refuse("CONFLICT", "No."));
    await expect(
      run(randomUUID(), async () => {
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    await expect(run(randomUUID(), async () => ({ customerId: randomUUID() }))).rejects.toThrow("not there");
    const entry = {
      ...actor.access,
      customerId,
      at: "2026-11-23T01:02:03.45Z",
      action: "CHANGE",
      fields: actor.fields,
      withheld: [],
      decision: "ALLOWED",
    };
    expect(await unitOfWork.listAccesses()).toEqual([entry, entry]);
  });
});
