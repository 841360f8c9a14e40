import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../../test/fakes/memory-store.js";
import { toConsultation, toProfile, toTransfer, toWebEvent } from "../../test/fakes/records.js";
import type { SourceChange } from "../domains/ingest/source-change.js";
import { ingestChanges } from "./ingest-changes.js";

const account = { namespace: "ACCOUNT_ID", value: "110-200-300" } as const;
const booking: SourceChange = { facet: "transfers", key: account, record: toTransfer("T1") };
const call = (phone: string): SourceChange => ({
  facet: "consultations",
  key: { namespace: "PHONE", value: phone },
  record: toConsultation("C1"),
});

function storeWith(
  key: SourceChange["key"],
  ...holders: readonly { customerId: string; verified: boolean }[]
) {
  const store = createMemoryStore();
  store.hold(key, ...holders);
  return store;
}

describe("a change", () => {
  test("of a joint account is one event for each holder, and each has its own dedup key", async () => {
    const store = storeWith(
      { namespace: "ACCOUNT_ID", value: "110200300" },
      { customerId: "a", verified: true },
      { customerId: "b", verified: false },
    );
    const { events } = await ingestChanges([booking], store);
    expect(events).toEqual(
      ["a", "b"].map((customerId) => ({
        type: "transfer.booked",
        kind: "TRANSFER",
        customerId,
        recordId: "T1",
        record: toTransfer("T1"),
        occurredAt: "2026-11-20T09:00:00.000Z",
        dedupKey: `transfers:T1:${customerId}`,
      })),
    );
  });

  test("under a telephone is the event of its only verified holder, however the number is written", async () => {
    const store = storeWith(
      { namespace: "PHONE", value: "+821012345678" },
      { customerId: "mother", verified: true },
      { customerId: "child", verified: false },
    );
    const { events } = await ingestChanges([call("010-1234-5678")], store);
    expect(events).toMatchObject([
      { customerId: "mother", type: "consultation.recorded", dedupKey: "consultations:C1" },
    ]);
  });

  test("under a shared telephone that is nobody's own is dropped as ambiguous", async () => {
    const store = storeWith(
      { namespace: "PHONE", value: "+821012345678" },
      { customerId: "a", verified: false },
      { customerId: "b", verified: false },
    );
    const { events, dropped } = await ingestChanges([call("01012345678")], store);
    expect(events).toEqual([]);
    expect(dropped).toMatchObject([{ change: { record: { recordId: "C1" } }, reason: "AMBIGUOUS_PERSON" }]);
  });

  test.each([
    ["of somebody unknown", booking, "UNKNOWN_PERSON"],
    ["under something that is no telephone", call("n/a"), "INVALID_IDENTITY"],
    [
      "under an identity that its facet is not found by",
      { ...booking, key: { namespace: "EMAIL", value: "a@example.com" } } as const,
      "INVALID_IDENTITY",
    ],
  ])("%s is dropped by its reason", async (_, change, reason) => {
    const { events, dropped } = await ingestChanges([change], createMemoryStore());
    expect(events).toEqual([]);
    expect(dropped.map((drop) => drop.reason)).toEqual([reason]);
  });

  test("at no real point in time is dropped, and what stands beside it is not", async () => {
    const store = storeWith(
      { namespace: "ACCOUNT_ID", value: "110200300" },
      { customerId: "a", verified: true },
    );
    const timeless: SourceChange = { ...booking, record: toTransfer("T0", { bookedAt: "infinityTZ" }) };
    const { events, dropped } = await ingestChanges([timeless, booking], store);
    expect(dropped).toMatchObject([{ reason: "INVALID_TIME" }]);
    expect(events).toMatchObject([{ recordId: "T1" }]);
  });

  test("that revises a record is an event of its own, once for each state of it", async () => {
    const store = storeWith(
      { namespace: "ACCOUNT_ID", value: "110200300" },
      { customerId: "a", verified: true },
    );
    const revision = (version: string) => ({
      ...booking,
      revision: { version, at: "2026-11-21T08:00:00.000Z" },
    });
    const { events } = await ingestChanges([booking, revision("0/1"), revision("0/2")], store);
    expect(events.map(({ type, occurredAt, dedupKey }) => [type, occurredAt, dedupKey])).toEqual([
      ["transfer.booked", "2026-11-20T09:00:00.000Z", "transfers:T1:a"],
      ["transfer.corrected", "2026-11-21T08:00:00.000Z", "transfers:T1:0/1:a"],
      ["transfer.corrected", "2026-11-21T08:00:00.000Z", "transfers:T1:0/2:a"],
    ]);
  });

  test("of a profile says that it changed and nothing of the person", async () => {
    const key = { namespace: "CRM_ID", value: "10000017" } as const;
    const store = storeWith(key, { customerId: "a", verified: true });
    const record = toProfile("10000017", { phone: "+821012345678" });
    const revision = { version: "42", at: "2026-11-21T08:00:00.000Z" };
    const { events } = await ingestChanges([{ facet: "profile", key, record, revision }], store);
    expect(events).toEqual([
      {
        type: "profile.changed",
        kind: "PROFILE",
        customerId: "a",
        recordId: null,
        record: { version: "42" },
        occurredAt: "2026-11-21T08:00:00.000Z",
        dedupKey: "profile:42:a",
      },
    ]);
  });

  test("of a product is no event: holdings are read when they are asked for", async () => {
    const key = { namespace: "CRM_ID", value: "7" } as const;
    const store = storeWith(key, { customerId: "a", verified: true });
    const record = {
      recordId: "P1",
      product: "적금",
      category: "SAVINGS",
      openedAt: null,
      closedAt: null,
      balance: null,
    };
    const { dropped } = await ingestChanges([{ facet: "products", key, record }], store);
    expect(dropped).toMatchObject([{ reason: "FACET_WITHOUT_EVENT" }]);
  });
});

test("a batch keeps its order and asks for the holders of all its identities once", async () => {
  const store = createMemoryStore();
  const changes = ["1", "2", "1", "3"].map((login, index): SourceChange => {
    const key = { namespace: "LOGIN_ID", value: login } as const;
    store.hold(key, { customerId: `c${login}`, verified: true });
    return { facet: "webEvents", key, record: toWebEvent(`W${String(index)}`) };
  });
  const asked: string[][] = [];
  const { events } = await ingestChanges(changes, {
    loadErased: store.loadErased,
    loadHolders: (keys) => {
      asked.push(keys.map((key) => key.value));
      return store.loadHolders(keys);
    },
  });
  expect(events.map((event) => event.recordId)).toEqual(["W0", "W1", "W2", "W3"]);
  expect(asked).toEqual([["1", "2", "3"]]);
});
