// Why a reader never passes an event: transactions that commit out of order, roll back, hang and are killed.
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { LoggedEvent } from "../../src/domains/events/event.js";
import { createPostgresEventLog } from "../../src/events/postgres-event-log.js";
import { createTestStore, type TestStore } from "../harness/store.js";
import { makeEvent } from "./event-log-conformance.js";

let store: TestStore;
beforeAll(async () => {
  store = await createTestStore({ maxConnections: 20 });
});
beforeEach(async () => {
  await store.sql("truncate event restart identity");
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

const openLog = () => createPostgresEventLog({ read: store.read, onAppended: store.onAppended });
const cursorsOf = (events: readonly LoggedEvent[]) => events.map(({ cursor }) => Number(cursor));

/** A session of its own, as another process has it. */
async function openSession() {
  const client = new Client({ connectionString: store.url });
  client.on("error", () => undefined);
  await client.connect();
  return {
    begin: () => client.query("begin"),
    commit: () => client.query("commit"),
    rollback: () => client.query("rollback"),
    kill: () => store.sql(`select pg_terminate_backend(${String(processIdOf(client))})`),
    /** Inserts an event by hand: the table itself keeps readers below it. */
    append: async (count = 1): Promise<number[]> => {
      const { rows } = await client.query<{ cursor: string }>(
        `insert into event (type, kind, customer_id, record, occurred_at, dedup_key)
         select 'consent.recorded', 'CONSENT', gen_random_uuid(), '{}', now(), gen_random_uuid()
           from generate_series(1, $1) returning cursor`,
        [count],
      );
      return rows.map(({ cursor }) => Number(cursor));
    },
    [Symbol.asyncDispose]: () => client.end().catch(() => undefined),
  };
}

const processIdOf = (client: Client) => (client as Client & { readonly processID: number }).processID;

/** Reads on and on, a few at a time, until told to stop and at the end. */
function startReader(pageSize: number) {
  const log = openLog();
  const seen: number[] = [];
  let isStopping = false;
  const reading = (async () => {
    for (let isLast = false; !isLast;) {
      isLast = isStopping;
      for (let page: readonly LoggedEvent[] = []; ; seen.push(...cursorsOf(page))) {
        page = await log.read(BigInt(seen.at(-1) ?? 0), pageSize);
        if (page.length === 0) break;
      }
    }
  })();
  return {
    stop: async () => {
      isStopping = true;
      await reading;
      return seen;
    },
  };
}

describe("a reader", () => {
  test("waits for the lower cursors, whichever transaction ends first and however", async () => {
    await using first = await openSession();
    await using second = await openSession();
    await using third = await openSession();
    const log = openLog();
    for (const session of [first, second, third]) {
      await session.begin();
      await session.append(2);
    }
    await third.commit();
    expect(cursorsOf(await log.read(0n, 10))).toEqual([]);
    await first.rollback();
    expect(cursorsOf(await log.read(0n, 10))).toEqual([]);
    await second.commit();
    expect(cursorsOf(await log.read(0n, 10))).toEqual([3, 4, 5, 6]);
  });

  test("stops below a transaction that hangs, and goes on as soon as it is killed", async () => {
    await using hanging = await openSession();
    await using other = await openSession();
    await other.append();
    await hanging.begin();
    await hanging.append();
    await other.append();
    const log = openLog();
    const told: number[] = [];
    await using _ = log.follow((events) => told.push(...cursorsOf(events)), 0n);
    await vi.waitFor(() => expect(told).toEqual([1]));
    expect(await log.latestCursor()).toBe(1n);
    await hanging.kill();
    await vi.waitFor(() => expect(told).toEqual([1, 3]));
  });

  test("is not held by transactions that append nothing, or in another database", async () => {
    await using idle = await openSession();
    await idle.begin();
    await store.sql("create table if not exists beside (id int)");
    await using elsewhere = await createTestStore();
    const holder = new Client({ connectionString: elsewhere.url });
    await holder.connect();
    await holder.query("begin; select pg_advisory_xact_lock_shared(72036, 0)");
    await using other = await openSession();
    await other.append(3);
    expect(cursorsOf(await openLog().read(0n, 10))).toEqual([1, 2, 3]);
    await holder.end();
    await store.sql("drop table beside");
  });

  test("starts behind an event and never behind a number that was only drawn", async () => {
    await using session = await openSession();
    await session.append();
    await session.begin();
    await session.append(5);
    await session.rollback();
    // After a crash a number that was rolled back may be drawn again; nobody may be behind it by then.
    expect(await openLog().latestCursor()).toBe(1n);
  });

  test("is right where the 31 bits of the locks begin anew", async () => {
    await store.sql("select setval('event_cursor_seq', 2147483640)");
    const reader = startReader(3);
    await using slow = await openSession();
    for (let round = 0; round < 5; round += 1) {
      await slow.begin();
      await slow.append();
      await store.unitOfWork.run(({ events }) => events.append([makeEvent(), makeEvent()]));
      await slow.commit();
    }
    const seen = await reader.stop();
    expect(seen).toEqual(Array.from({ length: 15 }, (_, at) => 2_147_483_641 + at));
  });

  test("passes no event while 24 sessions commit out of order, roll back, hang and are killed", async () => {
    const readers = [1, 7, 500].map(startReader);
    const outcomes = { committed: 0, rolledBack: 0, killed: 0 };
    const write = async (_: unknown, writer: number) => {
      for (let round = 0; round < 12; round += 1) {
        const mixed = round * 7 + writer * 11;
        await using session = await openSession();
        await session.begin();
        const cursors = await session.append(1 + (mixed % 3));
        await wait(mixed % 19);
        cursors.push(...(await session.append(1)));
        await wait(mixed % 11);
        const outcome = mixed % 10;
        if (outcome < 7) {
          await session.commit();
          outcomes.committed += cursors.length;
        } else if (outcome < 9) {
          await session.rollback();
          outcomes.rolledBack += cursors.length;
        } else {
          await session.kill();
          outcomes.killed += cursors.length;
        }
      }
    };
    await Promise.all(Array.from({ length: 24 }, write));
    const seen = await Promise.all(readers.map((reader) => reader.stop()));
    const kept = cursorsOf(await openLog().read(0n, 10_000));
    expect(kept).toHaveLength(outcomes.committed);
    for (const cursors of seen) expect(cursors).toEqual(kept);
    expect(Math.min(outcomes.rolledBack, outcomes.killed)).toBeGreaterThan(10);
  }, 30_000);
});

describe("writers", () => {
  test("that append the same events at once, in whatever order, wait for one another and keep each once", async () => {
    for (let round = 0; round < 20; round += 1) {
      const events = Array.from({ length: 20 }, () => makeEvent());
      const append = (given: typeof events) =>
        store.unitOfWork.run((transaction) => transaction.events.append(given));
      const kept = await Promise.all([append(events), append(events.toReversed()), append(events)]);
      expect(kept.map((keys) => keys.size).toSorted((a, b) => a - b)).toEqual([0, 0, 20]);
    }
  });
});
