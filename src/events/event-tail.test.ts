import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LoggedEvent } from "../domains/events/event.js";
import { createEventTail, type Arrival } from "./event-tail.js";

const toEvent = (cursor: bigint, more: Partial<LoggedEvent> = {}): LoggedEvent => ({
  cursor,
  type: "web-event.recorded",
  kind: "WEB_EVENT",
  customerId: "a",
  recordId: null,
  record: {},
  occurredAt: "2026-01-01T00:00:00Z",
  recordedAt: "2026-01-01T00:00:00Z",
  dedupKey: String(cursor),
  ...more,
});

const toArrival = (previous: bigint, cursor: bigint, more: Partial<LoggedEvent> = {}): Arrival => ({
  previous,
  cursor,
  event: toEvent(cursor, more),
  bytes: 100,
});

const cursorsOf = (events: readonly LoggedEvent[] | undefined) => events?.map(({ cursor }) => cursor);

describe("the tail of the log", () => {
  it("knows nothing before it has begun, and nothing from before its begin", () => {
    const tail = createEventTail();
    expect(tail.read(0n, 10)).toBeUndefined();
    tail.startAt(5n);
    expect(tail.read(4n, 10)).toBeUndefined();
    expect(tail.read(5n, 10)).toEqual([]);
  });

  it("gives what arrived behind a cursor, once, page by page", () => {
    const tail = createEventTail();
    tail.startAt(5n);
    for (const [previous, cursor] of [
      [5n, 7n],
      [5n, 7n],
      [7n, 8n],
      [3n, 5n],
      [8n, 20n],
    ] as const)
      tail.accept(toArrival(previous, cursor));
    expect(cursorsOf(tail.read(5n, 2))).toEqual([7n, 8n]);
    expect(cursorsOf(tail.read(8n, 2))).toEqual([20n]);
    expect(cursorsOf(tail.read(20n, 2))).toEqual([]);
    expect(cursorsOf(tail.read(30n, 2))).toEqual([]);
    expect(tail.head).toBe(20n);
  });

  it("begins anew behind a gap, and behind an event that did not fit the stream", () => {
    const tail = createEventTail();
    tail.startAt(1n);
    tail.accept(toArrival(1n, 2n));
    tail.accept(toArrival(4n, 5n));
    expect(tail.read(2n, 10)).toBeUndefined();
    expect(cursorsOf(tail.read(4n, 10))).toEqual([5n]);
    tail.accept({ previous: 5n, cursor: 6n, event: undefined, bytes: 10 });
    expect(tail.read(5n, 10)).toBeUndefined();
    expect(cursorsOf(tail.read(6n, 10))).toEqual([]);
  });

  it("keeps nothing from before an erasure", () => {
    const tail = createEventTail();
    tail.startAt(1n);
    tail.accept(toArrival(1n, 2n));
    tail.accept(toArrival(2n, 3n, { type: "customer.erased" }));
    expect(tail.read(1n, 10)).toBeUndefined();
    expect(cursorsOf(tail.read(2n, 10))).toEqual([3n]);
  });

  it("drops its older half when it has grown too long or too heavy", () => {
    for (const limits of [
      { events: 10, bytes: 1_000_000 },
      { events: 1_000, bytes: 1_000 },
    ]) {
      const tail = createEventTail(limits);
      tail.startAt(0n);
      for (let n = 1n; n <= 11n; n += 1n) tail.accept(toArrival(n - 1n, n));
      expect(tail.read(5n, 100)).toBeUndefined();
      expect(cursorsOf(tail.read(6n, 100))).toEqual([7n, 8n, 9n, 10n, 11n]);
    }
  });

  it("with the log behind it loses and repeats nothing, whatever the stream drops, repeats or brings anew", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("arrive" as const), at: fc.nat(39) }),
      fc.record({ do: fc.constant("go on" as const), at: fc.nat(5) }),
      fc.record({ do: fc.constant("start" as const), at: fc.nat(39) }),
      fc.record({ do: fc.constant("read" as const), at: fc.nat(7) }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 40, maxLength: 40 }),
        fc.array(step, { maxLength: 200 }),
        (gaps, steps) => {
          let sum = 0n;
          const cursors = gaps.map((gap) => (sum += BigInt(gap)));
          const arrivals = cursors.map((cursor, at) => toArrival(cursors[at - 1] ?? 0n, cursor));
          const tail = createEventTail({ events: 9, bytes: 1_000_000 });
          const got: bigint[] = [];
          const read = (limit: number): boolean => {
            const last = got.at(-1) ?? 0n;
            const page =
              cursorsOf(tail.read(last, limit)) ?? cursors.filter((cursor) => cursor > last).slice(0, limit);
            got.push(...page);
            return page.length > 0;
          };
          let next = 0;
          for (const { do: what, at } of steps) {
            if (what === "arrive") tail.accept(arrivals[at]!);
            else if (what === "start") tail.startAt(cursors[at]!);
            else if (what === "read") read(at + 1);
            else for (let n = 0; n <= at; n += 1) if (next < arrivals.length) tail.accept(arrivals[next++]!);
          }
          // In the end the stream has brought everything that it has not brought yet, and readers come to the end.
          for (const arrival of arrivals) tail.accept(arrival);
          while (read(3));
          expect(got).toEqual(cursors);
        },
      ),
      { numRuns: 500 },
    );
  });
});
