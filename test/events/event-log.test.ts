import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { LoggedEvent, NewEvent } from "../../src/domains/events/event.js";
import { createPostgresEventLog, type EventLogSettings } from "../../src/events/postgres-event-log.js";
import { createStore } from "../../src/store/create-store.js";
import { testEventLog, type EventLogUnderTest } from "./event-log-conformance.js";
import { createTestStore, type TestStore } from "../harness/store.js";
import { testCipher } from "../fakes/key-ring.js";

const kim = "00000000-0000-5000-8000-000000000001";

const event = (name: string, more: Partial<NewEvent> = {}): NewEvent => ({
  type: "consent.recorded",
  kind: "CONSENT",
  customerId: kim,
  recordId: name,
  record: { name },
  occurredAt: "2026-11-23T01:02:03.456789Z",
  dedupKey: `consent:${name}`,
  ...more,
});

let store: TestStore;
const openLog = (more: Partial<EventLogSettings> = {}) =>
  createPostgresEventLog({ read: store.read, onAppended: store.onAppended, ...more });
const append = (...events: NewEvent[]) =>
  store.unitOfWork.run((transaction) => transaction.events.append(events));
const namesOf = (events: readonly LoggedEvent[]) => events.map((logged) => logged.recordId);

beforeAll(async () => {
  store = await createTestStore();
});
beforeEach(async () => {
  await store.sql("truncate event restart identity");
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

/** A log as a process of its own has it, over the connections of `store`. */
async function openTested(more: Partial<EventLogSettings> = {}): Promise<EventLogUnderTest> {
  const tested = await createTestStore();
  const log = createPostgresEventLog({ read: tested.read, onAppended: tested.onAppended, ...more });
  return {
    log,
    append: (events) => tested.unitOfWork.run((transaction) => transaction.events.append(events)),
    removeThrough: async (cursor) => {
      await tested.sql("delete from event_floor");
      await tested.sql("insert into event_floor (id, cursor) values (1, $1)", [cursor.toString()]);
      await tested.sql("delete from event where cursor <= $1", [cursor.toString()]);
    },
    [Symbol.asyncDispose]: async () => {
      await log[Symbol.asyncDispose]();
      await tested[Symbol.asyncDispose]();
    },
  };
}

testEventLog("PostgreSQL in one process", () => openTested());

testEventLog("PostgreSQL polled from another process", () =>
  openTested({ onAppended: () => () => undefined, pollMs: 10 }),
);

describe("the event log in PostgreSQL", () => {
  test("gives back what was appended, to the microsecond, and starts at 0", async () => {
    const log = openLog();
    expect(await log.latestCursor()).toBe(0n);
    await append(event("a"));
    const [logged] = await log.read(0n, 10);
    expect(logged).toEqual({
      ...event("a"),
      cursor: 1n,
      recordedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
    expect(await log.latestCursor()).toBe(1n);
  });

  test("keeps nothing of a change that failed", async () => {
    const failing = store.unitOfWork.run(async (transaction) => {
      await transaction.events.append([event("a")]);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await openLog().read(0n, 10)).toEqual([]);
  });
});

describe("the order of the log", () => {
  test("holds readers below what is not committed, while others commit and are not kept waiting", async () => {
    const log = openLog();
    const order: string[] = [];
    let commitFirst = () => {};
    let markAppended = () => {};
    const appended = new Promise<void>((resolve) => (markAppended = resolve));
    const first = store.unitOfWork.run(async (transaction) => {
      await transaction.events.append([event("first")]);
      markAppended();
      await new Promise<void>((resolve) => (commitFirst = resolve));
      order.push("first");
    });
    await appended;
    await append(event("second")).then(() => order.push("second"));
    expect(await log.read(0n, 10)).toEqual([]);
    expect([await log.latestCursor(), await log.hasReached(2n)]).toEqual([0n, true]);
    commitFirst();
    await first;
    expect(order).toEqual(["second", "first"]);
    expect(namesOf(await log.read(0n, 10))).toEqual(["first", "second"]);
  });

  test("never lets a reader pass an event, while 60 changes of different length commit and fail at once", async () => {
    const log = openLog();
    const seen: LoggedEvent[] = [];
    let isWriting = true;
    const reading = (async () => {
      for (let isLast = false; !isLast;) {
        isLast = !isWriting;
        seen.push(...(await log.read(seen.at(-1)?.cursor ?? 0n, 7)));
        if (isLast && (await log.latestCursor()) > (seen.at(-1)?.cursor ?? 0n)) isLast = false;
      }
    })();
    const write = (n: number) =>
      store.unitOfWork.run(async (transaction) => {
        for (let step = 0; step < (n * 7) % 11; step++) await transaction.changePositions.find("any");
        await transaction.events.append([event(`${String(n)}.1`), event(`${String(n)}.2`)]);
        for (let step = 0; step < (n * 5) % 13; step++) await transaction.changePositions.find("any");
        if (n % 6 === 0) throw new Error("undone");
      });
    const results = await Promise.allSettled(Array.from({ length: 60 }, (_, n) => write(n)));
    isWriting = false;
    await reading;
    expect(results.filter((result) => result.status === "rejected")).toHaveLength(10);
    const kept = await log.read(0n, 1000);
    expect(kept).toHaveLength(100);
    expect(namesOf(seen)).toEqual(namesOf(kept));
  });
});

describe("a follower of the log", () => {
  test("is woken by a commit, and gets events from its start on, in order", async () => {
    await append(event("before"));
    const got: LoggedEvent[] = [];
    await using _ = openLog({ pollMs: 60_000 }).follow((events) => got.push(...events));
    await append(event("a"), event("b"));
    await append(event("c"));
    await vi.waitFor(() => expect(namesOf(got)).toEqual(["a", "b", "c"]));
  });

  test("misses nothing that is committed while it is still asking where the log ends", async () => {
    for (let round = 0; round < 20; round++) {
      const got: LoggedEvent[] = [];
      await using _ = openLog({ pollMs: 60_000 }).follow((events) => got.push(...events));
      await Promise.all([append(event(`${String(round)}.a`)), append(event(`${String(round)}.b`))]);
      await vi.waitFor(() => expect(got).toHaveLength(2));
    }
  });

  test("gets the events of other processes by looking again and again", async () => {
    const other = await createStore({ url: store.url, cipher: testCipher });
    const got: LoggedEvent[] = [];
    await using _ = openLog({ pollMs: 10 }).follow((events) => got.push(...events), 0n);
    await other.unitOfWork.run((transaction) => transaction.events.append([event("elsewhere")]));
    await other.close();
    await vi.waitFor(() => expect(namesOf(got)).toEqual(["elsewhere"]));
  });

  test("loses and repeats nothing when its connections die", async () => {
    const got: LoggedEvent[] = [];
    let failures = 0;
    const read: typeof store.read = async (statement, values) => {
      try {
        return await store.read(statement, values);
      } catch (error) {
        failures += 1;
        throw error;
      }
    };
    await using _ = openLog({ read, pollMs: 5 }).follow((events) => got.push(...events), 0n);
    const names: string[] = [];
    for (let round = 0; failures < 3; round++) {
      await store.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      );
      const name = String(round);
      const isKept = await append(event(name)).catch(() => new Set());
      if (isKept.size === 1) names.push(name);
    }
    // Also connections that were killed and not used since are still in the pool.
    await vi.waitFor(() => append(event("last")));
    await vi.waitFor(() => expect(namesOf(got)).toEqual([...names, "last"]));
  });
});
