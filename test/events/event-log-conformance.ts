// What every event log has to do, whatever it is built on. In: a way to open one. Events may appear in it some time after
// they were appended, and other tests may have left some: each test begins at the end of the log.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { EventFilter, EventLog, LoggedEvent, NewEvent } from "../../src/domains/events/event.js";
import { partitionCount, partitionOf } from "../../src/domains/events/partitions.js";

/** A log in the hands of the suite. */
export interface EventLogUnderTest extends AsyncDisposable {
  readonly log: EventLog;
  /** Appends as one transaction; answers the deduplication keys that were new. */
  append(events: readonly NewEvent[]): Promise<ReadonlySet<string>>;
  /** Removes the events up to `cursor`, as their age would. */
  removeThrough(cursor: bigint): Promise<void>;
}

/** A new customer whose events are in `partition`, by default in any. */
export function makeCustomerId(partition?: number): string {
  const id = randomUUID();
  return partition === undefined ? id : `0${partition.toString(16)}${id.slice(2)}`;
}

/** A new event, of a new customer unless told otherwise. */
export function makeEvent(more: Partial<NewEvent> = {}): NewEvent {
  const id = randomUUID();
  return {
    type: "consent.recorded",
    kind: "CONSENT",
    customerId: makeCustomerId(),
    recordId: id,
    record: { id },
    occurredAt: "2026-11-23T01:02:03.456789Z",
    dedupKey: id,
    ...more,
  };
}

const idsOf = (events: readonly { readonly recordId: string | null }[]) =>
  events.map(({ recordId }) => recordId);
const waiting = { timeout: 10_000, interval: 5 };

/** Reads until `count` events are there. */
async function readAll(log: EventLog, after: bigint, count: number, filter?: EventFilter) {
  return vi.waitFor(async () => {
    const events = await log.read(after, 10_000, filter);
    expect(events).toHaveLength(count);
    return events;
  }, waiting);
}

/** Registers the suite for one kind of log. */
export function testEventLog(name: string, open: () => Promise<EventLogUnderTest>): void {
  describe(`${name}, as an event log,`, () => {
    let tested: EventLogUnderTest;
    let log: EventLog;
    /** The end of the log when everything that was appended before is in it. */
    const findEnd = async (): Promise<bigint> => {
      const last = makeEvent();
      const before = await log.latestCursor();
      await tested.append([last]);
      return vi.waitFor(async () => {
        const events = await log.read(before, 10_000, { customerIds: [last.customerId] });
        expect(idsOf(events)).toEqual([last.recordId]);
        expect(await log.latestCursor()).toBe(events[0]!.cursor);
        return events[0]!.cursor;
      }, waiting);
    };
    beforeAll(async () => {
      tested = await open();
      log = tested.log;
    });
    afterAll(async () => {
      await tested[Symbol.asyncDispose]();
    });

    test("begins at 0, with nothing in it and nothing missing", async () => {
      expect([await log.latestCursor(), await log.oldestCursor()]).toEqual([0n, 0n]);
      expect(await log.read(0n, 10)).toEqual([]);
    });

    test("gives back what was appended, whole and in order", async () => {
      const end = await findEnd();
      const events = [
        makeEvent({ record: { 이름: "김민준", amounts: ["1.00", null], deep: { is: [true] } } }),
        makeEvent({ record: null, recordId: null }),
        makeEvent({ type: "trigger.raised", kind: "TRIGGER" }),
      ];
      await tested.append(events);
      const logged = await readAll(log, end, 3);
      expect(logged).toEqual(
        events.map((event) => ({
          ...event,
          cursor: expect.any(BigInt) as bigint,
          recordedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        })),
      );
      expect(await log.latestCursor()).toBe(logged[2]!.cursor);
    });

    test("keeps an event once, however often it is appended", async () => {
      const end = await findEnd();
      const [a, b, c] = [makeEvent(), makeEvent(), makeEvent()];
      expect([...(await tested.append([a, b, a]))]).toEqual([a.dedupKey, b.dedupKey]);
      expect([...(await tested.append([b, c]))]).toEqual([c.dedupKey]);
      expect(idsOf(await readAll(log, end, 3))).toEqual(idsOf([a, b, c]));
    });

    test("is read on page by page, without a gap or a repeat", async () => {
      const end = await findEnd();
      const events = Array.from({ length: 25 }, () => makeEvent());
      await tested.append(events);
      await readAll(log, end, 25);
      const pages: LoggedEvent[][] = [];
      for (let cursor = end; ; cursor = pages.at(-1)!.at(-1)!.cursor) {
        const page = await log.read(cursor, 7);
        if (page.length === 0) break;
        pages.push([...page]);
      }
      expect(pages.map((page) => page.length)).toEqual([7, 7, 7, 4]);
      expect(idsOf(pages.flat())).toEqual(idsOf(events));
    });

    test("is read for some customers, kinds, types and partitions, together and apart", async () => {
      const end = await findEnd();
      const trigger = { type: "trigger.raised", kind: "TRIGGER" } as const;
      const linked = { type: "identity.linked", kind: "IDENTITY" } as const;
      const [kim, lee] = [makeCustomerId(3), makeCustomerId(12)];
      const events = [{}, trigger, linked].flatMap((more) =>
        [kim, lee].map((customerId) => makeEvent({ customerId, ...more })),
      );
      await tested.append(events);
      await readAll(log, end, 6);
      const read = async (filter: EventFilter) => {
        const found = await log.read(end, 10, filter);
        return found.map(({ recordId }) => events.findIndex((event) => event.recordId === recordId));
      };
      expect(await read({ customerIds: [lee] })).toEqual([1, 3, 5]);
      expect(await read({ customerIds: [] })).toEqual([]);
      expect(await read({ kinds: ["TRIGGER", "CONSENT"] })).toEqual([0, 1, 2, 3]);
      expect(await read({ types: ["trigger.raised", "identity.linked"] })).toEqual([2, 3, 4, 5]);
      expect(await read({ partitions: [3, 4] })).toEqual([0, 2, 4]);
      expect(await read({ partitions: [] })).toEqual([]);
      expect(await read({ customerIds: [kim, lee], kinds: ["TRIGGER"] })).toEqual([2, 3]);
      expect(await read({ customerIds: [kim, lee], partitions: [12] })).toEqual([1, 3, 5]);
      expect(await read({ partitions: [3, 12], types: ["consent.recorded"] })).toEqual([0, 1]);
      expect(await read({ kinds: ["TRIGGER"], types: ["consent.recorded"] })).toEqual([]);
      expect(await read({ partitions: [3], customerIds: [kim, lee], kinds: ["IDENTITY"] })).toEqual([4]);
    });

    test("has every event in one partition, that of its customer", async () => {
      const end = await findEnd();
      const events = Array.from({ length: 64 }, () => makeEvent());
      await tested.append(events);
      await readAll(log, end, 64);
      for (let partition = 0; partition < partitionCount; partition += 1) {
        const expected = events.filter(({ customerId }) => partitionOf(customerId) === partition);
        expect(idsOf(await log.read(end, 100, { partitions: [partition] }))).toEqual(idsOf(expected));
      }
    });

    test("lets no reader pass an event, while 20 writers append at once, and keeps the order of each", async () => {
      const end = await findEnd();
      const seen: LoggedEvent[] = [];
      const customers = Array.from({ length: 20 }, () => makeCustomerId());
      const written = customers.map(() => [] as string[]);
      const write = async (customerId: string, names: string[]) => {
        for (let round = 0; round < 10; round += 1) {
          const events = [makeEvent({ customerId }), makeEvent({ customerId })];
          await tested.append(events);
          names.push(...events.map(({ recordId }) => recordId!));
        }
      };
      const writing = Promise.all(customers.map((id, at) => write(id, written[at]!)));
      while (seen.length < 400) seen.push(...(await log.read(seen.at(-1)?.cursor ?? end, 7)));
      await writing;
      expect(idsOf(seen)).toEqual(idsOf(await log.read(end, 1_000)));
      for (const [at, customerId] of customers.entries())
        expect(idsOf(seen.filter((event) => event.customerId === customerId))).toEqual(written[at]);
    });

    test("tells a follower of what comes, in order", async () => {
      await findEnd();
      const got: LoggedEvent[] = [];
      await using _ = log.follow((events) => got.push(...events));
      const [a, b, c] = [makeEvent(), makeEvent(), makeEvent()];
      await tested.append([a, b]);
      await tested.append([c]);
      await vi.waitFor(() => expect(idsOf(got)).toEqual(idsOf([a, b, c])), waiting);
    });

    test("tells a follower of what is behind its cursor", async () => {
      const end = await findEnd();
      const [a, b, c] = [makeEvent(), makeEvent(), makeEvent()];
      await tested.append([a, b]);
      const [{ cursor }] = (await readAll(log, end, 2)) as [LoggedEvent, LoggedEvent];
      const got: LoggedEvent[] = [];
      await using _ = log.follow((events) => got.push(...events), cursor);
      await tested.append([c]);
      await vi.waitFor(() => expect(idsOf(got)).toEqual(idsOf([b, c])), waiting);
    });

    test("goes on after a follower has failed, and is silent to one that was disposed of", async () => {
      const end = await findEnd();
      const got: (string | null)[] = [];
      const follower = log.follow((events) => {
        got.push(...idsOf(events));
        if (got.length === 1) throw new Error("follower");
      }, end);
      const [a, b, c] = [makeEvent(), makeEvent(), makeEvent()];
      await tested.append([a]);
      await vi.waitFor(() => expect(got).toEqual(idsOf([a])), waiting);
      await tested.append([b]);
      await vi.waitFor(() => expect(got).toEqual(idsOf([a, b])), waiting);
      await follower[Symbol.asyncDispose]();
      await tested.append([c]);
      await readAll(log, end, 3);
      expect(got).toEqual(idsOf([a, b]));
    });

    test("refuses a cursor behind which events were removed, whatever is asked for, and no other", async () => {
      const end = await findEnd();
      const events = Array.from({ length: 4 }, () => makeEvent());
      await tested.append(events);
      const [first, second] = (await readAll(log, end, 4)).map(({ cursor }) => cursor);
      await tested.removeThrough(second!);
      await vi.waitFor(async () => expect(await log.oldestCursor()).toBe(second), waiting);
      const tooOld = { code: "CURSOR_TOO_OLD" };
      const left = events.slice(2);
      const customerIds = events.map(({ customerId }) => customerId);
      const partitions = Array.from({ length: partitionCount }, (_, at) => at);
      for (const filter of [{}, { customerIds }, { kinds: ["CONSENT"] }, { partitions }] as EventFilter[]) {
        for (const cursor of [0n, end, first!])
          await expect(log.read(cursor, 10, filter)).rejects.toMatchObject(tooOld);
        expect(idsOf(await log.read(second!, 10, filter))).toEqual(idsOf(left));
      }
      const nobody = { customerIds: [makeCustomerId()] };
      await expect(log.read(first!, 10, nobody)).rejects.toMatchObject(tooOld);
      expect(await log.read(second!, 10, nobody)).toEqual([]);
      expect(await log.latestCursor()).toBeGreaterThan(second!);
    });

    test("ends where it ended when all of it has been removed", async () => {
      const end = await findEnd();
      await tested.removeThrough(end);
      await vi.waitFor(async () => expect(await log.oldestCursor()).toBe(end), waiting);
      expect(await log.latestCursor()).toBe(end);
      expect(await log.read(end, 10)).toEqual([]);
      const next = makeEvent();
      await tested.append([next]);
      expect(idsOf(await readAll(log, end, 1))).toEqual([next.recordId]);
    });
  });
}
