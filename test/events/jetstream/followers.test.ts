// What followers get: every event once, in order, on any process, whatever happens to the server.
import { describe, expect, test, vi } from "vitest";
import type { LoggedEvent } from "../../../src/domains/events/event.js";
import { createPostgresEventLog } from "../../../src/events/postgres-event-log.js";
import { reasonWithoutNats } from "../../harness/nats-server.js";
import { makeEvent } from "../event-log-conformance.js";
import {
  collect,
  openStreamedLog,
  startStreamParts,
  untilHearing,
  untilStreamHolds,
  viewStream,
  waiting,
} from "./streamed-log.js";

vi.setConfig({ testTimeout: 60_000 });

const keysOf = (events: readonly Pick<LoggedEvent, "dedupKey">[]) => events.map(({ dedupKey }) => dedupKey);

describe.skipIf(reasonWithoutNats !== undefined)(
  `followers of the stream${reasonWithoutNats ? ` (skipped: ${reasonWithoutNats})` : ""}`,
  () => {
    test("get what any process appends, in the order of the log, without asking PostgreSQL", async () => {
      await using parts = await startStreamParts();
      const { nats, store } = parts;
      await using gateway = await openStreamedLog(store, nats);
      let reads = 0;
      const base = createPostgresEventLog(store);
      await using other = await openStreamedLog(store, nats, {
        base: { ...base, read: (...asked) => ((reads += 1), base.read(...asked)) },
        // The first one publishes, which reads.
        databaseUrl: "postgres://127.0.0.1:1/nobody",
      });
      await untilHearing(gateway);
      await untilHearing(other);
      await using here = collect(gateway);
      await using there = collect(other);
      await gateway.append(makeEvent());
      await vi.waitFor(() => expect([here.got.length, there.got.length]).toEqual([1, 1]), waiting);
      const readsBefore = reads;
      for (let round = 0; round < 20; round += 1) {
        await Promise.all([gateway.append(makeEvent()), other.append(makeEvent(), makeEvent())]);
      }
      await vi.waitFor(() => expect([here.got.length, there.got.length]).toEqual([61, 61]), waiting);
      expect(there.got).toEqual(await base.read(0n, 100));
      expect(here.got).toEqual(there.got);
      expect(reads).toBe(readsBefore);
    });

    test("go on from a cursor that they got from another process", async () => {
      await using parts = await startStreamParts();
      const { nats, store } = parts;
      await using first = await openStreamedLog(store, nats);
      await using second = await openStreamedLog(store, nats);
      await untilHearing(second);
      const events = Array.from({ length: 30 }, () => makeEvent());
      await using here = collect(first, 0n);
      for (const event of events.slice(0, 10)) await first.append(event);
      await vi.waitFor(() => expect(here.got).toHaveLength(10), waiting);
      await using there = collect(second, here.got[6]!.cursor);
      for (const event of events.slice(10)) await first.append(event);
      await vi.waitFor(() => expect(keysOf(there.got)).toEqual(keysOf(events.slice(7))), waiting);
    });

    test("lose and repeat nothing while the server is killed five times, and changes go on", async () => {
      await using parts = await startStreamParts();
      const { nats, store } = parts;
      await using first = await openStreamedLog(store, nats);
      await using second = await openStreamedLog(store, nats);
      await untilHearing(first);
      await untilHearing(second);
      await using here = collect(first);
      await using there = collect(second);
      let isOver = false;
      const appended: string[] = [];
      const appending = (async () => {
        while (!isOver) {
          const events = [makeEvent(), makeEvent(), makeEvent()];
          await (appended.length % 2 === 0 ? first : second).append(...events);
          appended.push(...keysOf(events));
        }
      })();
      for (let round = 0; round < 5; round += 1) {
        const [before, length] = [appended.length, here.got.length];
        await vi.waitFor(() => expect(here.got.length).toBeGreaterThan(length + 50), waiting);
        await nats.kill();
        await vi.waitFor(() => expect(first.log.isHearing() || second.log.isHearing()).toBe(false), waiting);
        await vi.waitFor(() => expect(here.got.length).toBeGreaterThan(before + 100), waiting);
        await nats.start();
        await untilHearing(first);
        await untilHearing(second);
      }
      isOver = true;
      await appending;
      await vi.waitFor(() => expect(here.got.length).toBeGreaterThanOrEqual(appended.length), waiting);
      await vi.waitFor(() => expect(there.got.length).toBeGreaterThanOrEqual(appended.length), waiting);
      expect(keysOf(here.got)).toEqual(appended);
      expect(keysOf(there.got)).toEqual(appended);
      await using view = await viewStream(nats);
      await untilStreamHolds(view, here.got);
    });

    test("get everything while there is no server, and the stream gets it afterwards", async () => {
      await using parts = await startStreamParts();
      const { nats, store } = parts;
      await nats.kill();
      await using opened = await openStreamedLog(store, nats);
      await using here = collect(opened, 0n);
      const events = [makeEvent(), makeEvent()];
      await opened.append(...events);
      await vi.waitFor(() => expect(keysOf(here.got)).toEqual(keysOf(events)), waiting);
      expect(opened.log.isHearing()).toBe(false);
      await nats.start();
      await untilHearing(opened);
      await opened.append(makeEvent());
      await vi.waitFor(() => expect(here.got).toHaveLength(3), waiting);
    });

    test("get everything while nobody publishes", async () => {
      await using parts = await startStreamParts();
      const { nats, store, stream } = parts;
      // Nobody is elected, as if the publisher hung with the lock in its hands.
      await using opened = await openStreamedLog(store, nats, {
        databaseUrl: "postgres://127.0.0.1:1/nobody",
      });
      await untilHearing(opened);
      await using here = collect(opened);
      for (let count = 1; count <= 5; count += 1) {
        await opened.append(makeEvent());
        await vi.waitFor(() => expect(here.got).toHaveLength(count), waiting);
      }
      expect(opened.log.isHearing()).toBe(false);
      await using publisher = await openStreamedLog(store, nats);
      await untilStreamHolds(stream, here.got);
      await publisher.append(makeEvent());
      await vi.waitFor(() => expect(here.got).toHaveLength(6), waiting);
      await untilHearing(opened);
    });

    test("get everything when the stream is emptied or deleted under them", async () => {
      await using parts = await startStreamParts();
      const { nats, store, stream } = parts;
      await using opened = await openStreamedLog(store, nats);
      await untilHearing(opened);
      await using here = collect(opened);
      const name = await stream.findName();
      const appended: string[] = [];
      const append = async (count: number) => {
        for (let at = 0; at < count; at += 1) {
          const event = makeEvent();
          await opened.append(event);
          appended.push(event.dedupKey);
        }
      };
      await append(5);
      await stream.streams.purge(name);
      await append(5);
      await stream.streams.delete(name);
      await append(5);
      await vi.waitFor(() => expect(keysOf(here.got)).toEqual(appended), waiting);
    });
  },
);
