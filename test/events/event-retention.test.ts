import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { partitionOf } from "../../src/domains/events/partitions.js";
import { createPostgresEventLog } from "../../src/events/postgres-event-log.js";
import { removeOldEvents } from "../../src/events/remove-old-events.js";
import { createLogger } from "../../src/observability/logger.js";
import { createScriptedPause } from "../fakes/scripted-pause.js";
import { createTestStore, type TestStore } from "../harness/store.js";
import { makeEvent } from "./event-log-conformance.js";

const now = new Date("2026-11-23T00:00:00Z");
const retentionDays = 90;
const { customerId } = makeEvent();
const part = partitionOf(customerId);

let store: TestStore;
beforeAll(async () => {
  store = await createTestStore();
});
beforeEach(async () => {
  await store.sql("truncate event, event_floor, reaction_position restart identity");
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

/** Appends one event for each age. */
async function appendAged(...ages: readonly number[]): Promise<void> {
  await store.unitOfWork.run(({ events }) => events.append(ages.map(() => makeEvent({ customerId }))));
  await store.sql(
    `update event set recorded_at = $1::timestamptz - make_interval(days => age)
       from unnest($2::int[]) with ordinality as aged (age, cursor) where aged.cursor = event.cursor`,
    [now.toISOString(), ages],
  );
}

const listCursors = async () =>
  ((await store.sql("select cursor::int from event order by 1")) as { cursor: number }[]).map(
    ({ cursor }) => cursor,
  );

/** Runs the removal until it waits for its next look. */
async function remove(): Promise<readonly Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(
    { level: "info" },
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const script = createScriptedPause();
  const intervalMs = 600_000;
  await using _ = removeOldEvents({
    retention: store.eventRetention,
    retentionDays,
    clock: { now: () => now },
    logger,
    intervalMs,
    pause: script.pause,
  });
  await script.idle();
  while (script.asked.at(-1) !== intervalMs) {
    await script.next();
    await script.idle();
  }
  return lines;
}

describe("removing events for their age", () => {
  test("removes those that are older, up to the first younger one, and moves the floor there", async () => {
    await appendAged(100, 95, 91, 89, 92, 1);
    const lines = await remove();
    expect(await listCursors()).toEqual([4, 5, 6]);
    const log = createPostgresEventLog(store);
    expect(await log.oldestCursor()).toBe(3n);
    await expect(log.read(2n, 10)).rejects.toMatchObject({ code: "CURSOR_TOO_OLD" });
    expect(await log.read(3n, 10)).toHaveLength(3);
    expect(lines).toMatchObject([{ level: "info", removed: 3, before: "2026-08-25T00:00:00.000Z" }]);
    expect(await remove()).toEqual([]);
    expect(await listCursors()).toEqual([4, 5, 6]);
  });

  test("keeps what was sent to us below the floor, since its records are nowhere else", async () => {
    await appendAged(100, 100, 100, 1);
    await store.sql("update event set origin = 'shop' where cursor in (2, 3)");
    expect(await remove()).toMatchObject([{ removed: 1 }]);
    expect(await listCursors()).toEqual([2, 3, 4]);
    const log = createPostgresEventLog(store);
    expect(await log.oldestCursor()).toBe(3n);
    expect(await log.read(3n, 10)).toHaveLength(1);
    expect(await remove()).toEqual([]);
  });

  test("removes in parts, with a pause after each", async () => {
    await appendAged(...Array.from({ length: 4_500 }, () => 91), 3);
    expect(await remove()).toMatchObject([{ removed: 4_500 }]);
    expect(await listCursors()).toEqual([4_501]);
  });

  test("keeps what a reaction has not handled, and says which one it waits for", async () => {
    await appendAged(100, 99, 98, 2);
    await store.unitOfWork.run(async ({ reactionPositions }) => {
      await reactionPositions.save("slow", part, 1n);
      await reactionPositions.save("quick", part, 4n);
    });
    expect(await remove()).toMatchObject([
      { level: "info", removed: 1 },
      { level: "warn", reactions: ["slow"] },
    ]);
    expect(await listCursors()).toEqual([2, 3, 4]);
    expect(await remove()).toMatchObject([{ level: "warn", reactions: ["slow"] }]);
    await store.unitOfWork.run(({ reactionPositions }) => reactionPositions.save("slow", part, 3n));
    expect(await remove()).toMatchObject([{ level: "info", removed: 2 }]);
    expect(await listCursors()).toEqual([4]);
  });

  test("does not wait for a reaction that only erased persons' events are left to, and leaves none below the floor", async () => {
    await appendAged(100, 99, 2);
    await store.unitOfWork.run(({ reactionPositions }) => reactionPositions.save("quick", part, 1n));
    await store.sql("update event set record = null where cursor = 2");
    expect(await remove()).toMatchObject([{ level: "info", removed: 2 }]);
    expect(await store.sql("select cursor::int from reaction_position")).toEqual([{ cursor: 2 }]);
  });

  test("is done by one process at a time", async () => {
    await appendAged(100);
    const other = new Client({ connectionString: store.url });
    await other.connect();
    await other.query("select pg_advisory_lock(7203600004)");
    expect(await remove()).toEqual([]);
    expect(await listCursors()).toEqual([1]);
    await other.end();
    await vi.waitFor(async () => expect(await remove()).toMatchObject([{ removed: 1 }]));
  });
});
