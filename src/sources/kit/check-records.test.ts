import { describe, expect, test } from "vitest";
import { z } from "zod";
import { toTransfer } from "../../../test/fakes/records.js";
import type { Transfer } from "../../domains/customer/records.js";
import { connectSource } from "./connect-source.js";
import { defineSource, type RefusedRecord } from "./define-source.js";

const account = { namespace: "ACCOUNT_ID", value: "1" } as const;
const ask = { key: account, page: { limit: 9 } };
const { signal } = new AbortController();

/** A source that answers whatever it is given, as a system that changed overnight would. */
function connect(records: readonly unknown[], warnings: unknown[] = []) {
  const transfers = records as readonly Transfer[];
  const definition = defineSource({
    name: "odd",
    settings: z.object({}),
    connect: () => undefined,
    close: async () => undefined,
    ping: async () => undefined,
    facets: {
      transfers: {
        read: async () => transfers.map((record) => ({ ask: 0, record })),
        readByIds: async () => transfers.map((record) => ({ key: account, record })),
      },
    },
    changes: async () => ({
      items: transfers.map((record) => ({ facet: "transfers", key: account, record })),
      position: "1",
      isAtEnd: true,
    }),
  });
  return connectSource(definition, {}, { logger: { warn: (...line: unknown[]) => warnings.push(line) } });
}

const good = toTransfer("t1");

describe("a record that does not fit its facet", () => {
  test.each([
    ["recordId", { ...good, recordId: "" }],
    ["amount.currency", { ...good, amount: { amount: "1", currency: "won" } }],
    ["amount.amount", { ...good, amount: { amount: 1000.5, currency: "KRW" } }],
    ["bookedAt", { ...good, bookedAt: "infinityTZ" }],
    ["bookedAt", { ...good, bookedAt: "2026-11-20T09:00:00+09:00" }],
    ["category", { ...good, category: "BRIBES" }],
    ["channel", { ...good, channel: undefined }],
    ["standingOrder", { ...good, standingOrder: "Y" }],
    ["", null],
  ])("is left out for its field %j and costs only itself", async (path, bad) => {
    const source = connect([good, bad]);
    const refused: RefusedRecord[] = [];
    const options = { signal, onRefused: (one: RefusedRecord) => refused.push(one) };
    expect(await source.facets.transfers?.read([ask], options)).toEqual([{ ask: 0, record: good }]);
    expect(await source.facets.transfers?.readByIds(["t1"], options)).toEqual([
      { key: account, record: good },
    ]);
    expect((await source.changes?.(undefined, 9, options))?.items).toHaveLength(1);
    expect(refused).toEqual(Array(3).fill({ facet: "transfers", path }));
    expect(source.refused?.()).toEqual([{ facet: "transfers", path, count: 3 }]);
  });

  test("is logged once for each bad field, without a value", async () => {
    const lines: unknown[] = [];
    const bad = { ...good, memo: 42, counterparty: "김민준" };
    const source = connect([bad, bad, { ...good, channel: "SMOKE" }], lines);
    for (let times = 0; times < 3; times += 1) await source.facets.transfers?.read([ask], { signal });
    expect(lines).toMatchObject([
      [{ source: "odd", facet: "transfers", path: "memo" }, expect.any(String)],
      [{ source: "odd", facet: "transfers", path: "channel" }, expect.any(String)],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/김민준|42|SMOKE/);
  });
});
