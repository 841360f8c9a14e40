import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { LoggedEvent, NewEvent } from "../../src/domains/events/event.js";
import { createPostgresEventLog } from "../../src/events/postgres-event-log.js";
import { createStore } from "../../src/store/create-store.js";
import { createTestStore, type TestStore } from "../harness/store.js";
import { testCipher } from "../fakes/key-ring.js";

const kim = "00000000-0000-5000-8000-000000000001";
const lee = "00000000-0000-5000-8000-000000000002";

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
const openLog = (more: Partial<Parameters<typeof createPostgresEventLog>[0]> = {}) =>
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

describe("the event log", () => {
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

  test("keeps an event once, however often it is appended", async () => {
    expect(await append(event("a"), event("b"), event("a"))).toBe(2);
    expect(await append(event("b"), event("c"))).toBe(1);
    expect(namesOf(await openLog().read(0n, 10))).toEqual(["a", "b", "c"]);
  });

  test("keeps nothing of a change that failed", async () => {
    const failing = store.unitOfWork.run(async (transaction) => {
      await transaction.events.append([event("a")]);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await openLog().read(0n, 10)).toEqual([]);
  });

  test("is read on from a cursor, for some customers and some kinds", async () => {
    await append(
      event("a"),
      event("b", { customerId: lee }),
      event("c", { kind: "TRIGGER", type: "trigger.raised" }),
      event("d", { customerId: lee, kind: "TRIGGER", type: "trigger.raised" }),
    );
    const log = openLog();
    const first = await log.read(0n, 2);
    expect(namesOf(first)).toEqual(["a", "b"]);
    expect(namesOf(await log.read(first.at(-1)!.cursor, 10))).toEqual(["c", "d"]);
    expect(namesOf(await log.read(0n, 10, { customerIds: [lee] }))).toEqual(["b", "d"]);
    expect(namesOf(await log.read(0n, 10, { kinds: ["TRIGGER"] }))).toEqual(["c", "d"]);
    expect(namesOf(await log.read(0n, 10, { kinds: ["TRIGGER"], customerIds: [lee, kim] }))).toEqual([
      "c",
      "d",
    ]);
    expect(await log.read(0n, 10, { customerIds: [] })).toEqual([]);
  });
});

describe("the order of the log", () => {
  test("is that of commits: a later append waits for the earlier one's commit, and readers see neither before it", async () => {
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
    const second = append(event("second")).then(() => order.push("second"));
    // The second one tries to overtake: it waits for the lock until the first one has committed.
    await vi.waitFor(async () => {
      const waiting = await store.sql("select from pg_locks where locktype = 'advisory' and not granted");
      expect(waiting).toHaveLength(1);
    });
    expect(await log.read(0n, 10)).toEqual([]);
    expect(order).toEqual([]);
    commitFirst();
    await Promise.all([first, second]);
    expect(order).toEqual(["first", "second"]);
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

  test("starts behind a given cursor", async () => {
    await append(event("a"), event("b"));
    const got: LoggedEvent[] = [];
    await using _ = openLog().follow((events) => got.push(...events), 1n);
    await vi.waitFor(() => expect(namesOf(got)).toEqual(["b"]));
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
      const isKept = await append(event(name)).catch(() => 0);
      if (isKept === 1) names.push(name);
    }
    expect(await append(event("last"))).toBe(1);
    await vi.waitFor(() => expect(namesOf(got)).toEqual([...names, "last"]));
  });

  test("goes on after a listener has failed, and is silent once disposed of", async () => {
    const got: string[] = [];
    const follower = openLog().follow((events) => {
      got.push(...events.map((logged) => logged.recordId ?? ""));
      if (got.length === 1) throw new Error("listener");
    });
    await append(event("a"));
    await vi.waitFor(() => expect(got).toEqual(["a"]));
    await append(event("b"));
    await vi.waitFor(() => expect(got).toEqual(["a", "b"]));
    await follower[Symbol.asyncDispose]();
    await append(event("c"));
    expect(got).toEqual(["a", "b"]);
  });
});
