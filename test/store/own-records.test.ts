import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OwnFacetName } from "../../src/domains/customer/own-records.js";
import type { FacetPage, RecordOf } from "../../src/domains/customer/facets.js";
import type { NewEvent } from "../../src/domains/events/event.js";
import { toConsultation, toTransfer, toWebEvent } from "../fakes/records.js";
import { createTestStore, type TestStore } from "../harness/store.js";

let store: TestStore;
beforeAll(async () => {
  store = await createTestStore();
});
afterAll(() => store[Symbol.asyncDispose]());

const kinds = {
  webEvents: { type: "web-event.recorded", kind: "WEB_EVENT" },
  transfers: { type: "transfer.booked", kind: "TRANSFER" },
  consultations: { type: "consultation.recorded", kind: "CONSULTATION" },
} as const;
type Facet = keyof typeof kinds;

function toEvent(
  facet: Facet,
  customerId: string,
  record: RecordOf<Facet>,
  more: Partial<NewEvent> = {},
): NewEvent {
  const occurredAt =
    "occurredAt" in record ? record.occurredAt : "bookedAt" in record ? record.bookedAt : record.startedAt;
  return {
    ...kinds[facet],
    customerId,
    recordId: record.recordId,
    record,
    occurredAt,
    dedupKey: record.recordId.startsWith("own.") ? record.recordId : randomUUID(),
    origin: "shop",
    ...more,
  };
}

async function addCustomer(): Promise<string> {
  const id = randomUUID();
  await store.sql("insert into customer (id) values ($1)", [id]);
  return id;
}

const append = (events: readonly NewEvent[]) => store.unitOfWork.run(({ events: log }) => log.append(events));

async function listIds<F extends OwnFacetName>(
  facet: F,
  customerId: string,
  page: Partial<FacetPage<F>> = {},
): Promise<readonly string[]> {
  const [records = []] = await store.ownRecords.loadRecords(facet, [
    { customerId, page: { limit: 100, ...page } },
  ]);
  return records.map(({ recordId }) => recordId);
}

describe("records that were sent to us", () => {
  test("are told from what was read at a source, and counted by facet", async () => {
    const [sent, read, nobody] = [await addCustomer(), await addCustomer(), await addCustomer()];
    await append([
      toEvent("webEvents", sent, toWebEvent("own.a")),
      toEvent("transfers", sent, toTransfer("t-1")),
      { ...toEvent("webEvents", read, toWebEvent("h-1")), origin: undefined as never },
    ]);
    await store.sql(
      "insert into consultation (id, customer_id, started_at) values (gen_random_uuid(), $1, now())",
      [read],
    );
    expect(await store.ownRecords.loadFacets([sent, read, nobody, "no uuid"])).toEqual(
      new Map([
        [sent, new Set(["webEvents", "transfers"])],
        [read, new Set(["consultations"])],
      ]),
    );
    expect(await listIds("webEvents", sent)).toEqual(["own.a"]);
    expect(await listIds("webEvents", read)).toEqual([]);
  });

  test("come newest first and page without a gap or a repeat, also where times are equal", async () => {
    const [before, now] = [await addCustomer(), await addCustomer()];
    const records = Array.from({ length: 23 }, (_, n) =>
      toWebEvent(`own.${String(n).padStart(2, "0")}-${now}`, {
        occurredAt: `2026-11-20T09:00:0${String(n % 4)}.5Z`,
      }),
    );
    await store.sql("update customer set merged_into_id = $2 where id = $1", [before, now]);
    await append(records.map((record, n) => toEvent("webEvents", n % 3 === 0 ? before : now, record)));
    const expected = records
      .toSorted((left, right) =>
        left.occurredAt === right.occurredAt
          ? right.recordId.localeCompare(left.recordId)
          : right.occurredAt.localeCompare(left.occurredAt),
      )
      .map(({ recordId }) => recordId);
    const paged: string[] = [];
    let page: FacetPage<"webEvents"> = { limit: 5 };
    for (;;) {
      const [part = []] = await store.ownRecords.loadRecords("webEvents", [{ customerId: now, page }]);
      paged.push(...part.map(({ recordId }) => recordId));
      const last = part.at(-1);
      if (last === undefined) break;
      page = { limit: 5, after: { at: last.occurredAt, id: last.recordId, inclusive: false } };
    }
    expect(paged).toEqual(expected);
  });

  test("are narrowed by every member of a filter", async () => {
    const id = await addCustomer();
    await append([
      toEvent("webEvents", id, toWebEvent(`own.page-${id}`, { type: "PAGE", name: "Home", product: null })),
      toEvent("webEvents", id, toWebEvent(`own.late-${id}`, { occurredAt: "2026-11-21T00:00:00Z" })),
      toEvent("transfers", id, toTransfer(`own.in-${id}`, { direction: "CREDIT", category: "SALARY" })),
      toEvent("transfers", id, toTransfer(`own.out-${id}`, { direction: "DEBIT" })),
      toEvent("consultations", id, toConsultation(`own.talk-${id}`, { channel: "CHAT", topic: "loan" })),
    ]);
    const web = (filter: FacetPage<"webEvents">["filter"]) =>
      listIds("webEvents", id, filter === undefined ? {} : { filter });
    expect(await web({ types: ["PAGE"] })).toEqual([`own.page-${id}`]);
    expect(await web({ names: ["Home", "Nothing"] })).toEqual([`own.page-${id}`]);
    expect(await web({ product: "적금" })).toEqual([`own.late-${id}`]);
    expect(await web({ since: "2026-11-21T00:00:00Z" })).toEqual([`own.late-${id}`]);
    expect(await web({ until: "2026-11-21T00:00:00Z" })).toEqual([`own.page-${id}`]);
    expect(await listIds("transfers", id, { filter: { direction: "CREDIT" } })).toEqual([`own.in-${id}`]);
    expect(await listIds("transfers", id, { filter: { categories: ["SALARY"] } })).toEqual([`own.in-${id}`]);
    expect(await listIds("consultations", id, { filter: { channels: ["CALL"] } })).toEqual([]);
    expect(await listIds("consultations", id, { filter: { topics: ["loan"] } })).toEqual([`own.talk-${id}`]);
  });

  test("stand once under the id that another system gave them, as the latest event says", async () => {
    const id = await addCustomer();
    const started = toConsultation(`C-${id}`);
    const ended = { ...started, endedAt: "2026-11-20T09:30:00Z" };
    await append([toEvent("consultations", id, started), toEvent("consultations", id, ended)]);
    const [records] = await store.ownRecords.loadRecords("consultations", [
      { customerId: id, page: { limit: 10 } },
    ]);
    expect(records).toEqual([ended]);
    const found = await store.ownRecords.loadByIds("consultations", [`C-${id}`, "C-unknown"]);
    expect(found).toEqual(new Map([[`C-${id}`, { customerId: id, record: ended }]]));
  });

  test("are found by id as the survivor's after a merge, and not at all of an erased person", async () => {
    const [part, survivor] = [await addCustomer(), await addCustomer()];
    const record = toWebEvent(`own.${randomUUID()}`);
    await append([toEvent("webEvents", part, record)]);
    await store.sql("update customer set merged_into_id = $2 where id = $1", [part, survivor]);
    expect(await store.ownRecords.loadByIds("webEvents", [record.recordId])).toEqual(
      new Map([[record.recordId, { customerId: survivor, record }]]),
    );
    expect(await store.ownRecords.loadByIds("transfers", [record.recordId])).toEqual(new Map());
    await store.sql("update event set record = null where record_id = $1", [record.recordId]);
    expect(await store.ownRecords.loadByIds("webEvents", [record.recordId])).toEqual(new Map());
    expect(await listIds("webEvents", survivor)).toEqual([]);
  });
});
