import fc from "fast-check";
import { expect, test } from "vitest";
import type { Transfer } from "../domains/customer/records.js";
import { arrangeByAsk, mergeNewestFirst } from "./arrange-by-key.js";

function transfer(recordId: string, bookedAt: string): Transfer {
  return {
    recordId,
    accountId: "1",
    direction: "DEBIT",
    amount: { amount: "1", currency: "KRW" },
    counterparty: null,
    category: null,
    standingOrder: false,
    memo: null,
    channel: null,
    bookedAt,
  };
}

test("each ask gets its records, and an ask that found nothing gets none", () => {
  const a = transfer("a", "2026-01-01T00:00:00Z");
  const b = transfer("b", "2026-01-02T00:00:00Z");
  const arranged = arrangeByAsk<"transfers">(
    [
      { ask: 2, record: b },
      { ask: 0, record: a },
    ],
    3,
  );
  expect(arranged).toEqual([[a], [], [b]]);
});

test("a record under two identities of one customer stands once", () => {
  const a = transfer("a", "2026-01-01T00:00:00Z");
  expect(mergeNewestFirst("transfers", [[a], [{ ...a }]], 10)).toEqual([a]);
});

test("microseconds decide, then the record id", () => {
  const records = [
    transfer("a", "2026-01-01T00:00:00.000001Z"),
    transfer("b", "2026-01-01T00:00:00.000001Z"),
    transfer("c", "2026-01-01T00:00:00.000002Z"),
    transfer("d", "2026-01-01T00:00:00Z"),
  ];
  const merged = mergeNewestFirst("transfers", [records], 3);
  expect(merged.map(({ recordId }) => recordId)).toEqual(["c", "b", "a"]);
});

test("cutting each identity's list to the limit first does not change the merged page", () => {
  const record = fc.record({ id: fc.integer({ min: 0, max: 999 }), second: fc.integer({ min: 0, max: 5 }) });
  fc.assert(
    fc.property(
      fc.uniqueArray(record, { selector: ({ id }) => id }),
      fc.integer({ min: 0, max: 8 }),
      (drawn, limit) => {
        const all = drawn.map(({ id, second }) => transfer(`${id}`, `2026-01-01T00:00:0${second}Z`));
        const odd = all.filter(({ recordId }) => Number(recordId) % 2 === 1);
        const even = all.filter(({ recordId }) => Number(recordId) % 2 === 0);
        const cut = [odd, even].map((list) => mergeNewestFirst("transfers", [list], limit));
        expect(mergeNewestFirst("transfers", cut, limit)).toEqual(
          mergeNewestFirst("transfers", [all], limit),
        );
      },
    ),
  );
});
