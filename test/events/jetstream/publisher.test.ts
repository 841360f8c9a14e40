// What the stream holds: every event once, in order, whatever happens to publishers, server and database.
import { connect } from "@nats-io/transport-node";
import { describe, expect, test, vi } from "vitest";
import type { NewEvent } from "../../../src/domains/events/event.js";
import { partitionOf } from "../../../src/domains/events/partitions.js";
import { createBell } from "../../../src/events/bell.js";
import { publish } from "../../../src/events/jetstream-publisher.js";
import { openStream } from "../../../src/events/jetstream-stream.js";
import { createPostgresEventLog } from "../../../src/events/postgres-event-log.js";
import { silentLogger } from "../../../src/observability/logger.js";
import { reasonWithoutNats } from "../../harness/nats-server.js";
import type { TestStore } from "../../harness/store.js";
import { makeCustomerId, makeEvent } from "../event-log-conformance.js";
import {
  openStreamedLog,
  startStreamParts,
  untilHearing,
  untilStreamHolds,
  waiting,
  type StreamParts,
} from "./streamed-log.js";

vi.setConfig({ testTimeout: 60_000 });

const makeEvents = (count: number, more: Partial<NewEvent> = {}) =>
  Array.from({ length: count }, () => makeEvent(more));
const appendTo = (store: TestStore, events: readonly NewEvent[]) =>
  store.unitOfWork.run((transaction) => transaction.events.append(events));

/** A publisher that nobody has elected. */
async function publishUnelected({ nats, store }: StreamParts): Promise<AsyncDisposable> {
  const connection = await connect({ servers: nats.url.replace("nats://", ""), reconnect: false });
  const stream = await openStream(connection, { prefix: "test", replicas: 1, hours: 1 }, "unelected");
  const stop = new AbortController();
  const log = createPostgresEventLog(store);
  const parts = { connection, stream, log, bell: createBell(), pollMs: 1, logger: silentLogger };
  const running = publish(
    { ...parts, findStart: () => Promise.resolve(0n), listErased: () => Promise.resolve([]) },
    stop.signal,
  );
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
      await connection.close();
    },
  };
}

describe.skipIf(reasonWithoutNats !== undefined)(
  `the stream${reasonWithoutNats ? ` (skipped: ${reasonWithoutNats})` : ""}`,
  () => {
    test("holds every event once, in order, by partition and customer, with its cursor as its id", async () => {
      await using parts = await startStreamParts();
      const { nats, store, stream } = parts;
      await using first = await openStreamedLog(store, nats);
      await using second = await openStreamedLog(store, nats);
      await untilHearing(first);
      await untilHearing(second);
      const events = makeEvents(60);
      await Promise.all(events.map((event, at) => (at % 2 === 0 ? first : second).append(event)));
      const logged = await first.log.read(0n, 100);
      const messages = await untilStreamHolds(stream, logged);
      const name = await stream.findName();
      expect(messages.map(({ subject, messageId }) => [subject, messageId])).toEqual(
        logged.map(({ customerId, cursor }) => [
          `${name}.${String(partitionOf(customerId))}.${customerId}`,
          `0-${cursor.toString()}`,
        ]),
      );
    });

    test("goes on by another process when the publisher ends", async () => {
      await using parts = await startStreamParts();
      const { nats, store, stream } = parts;
      const first = await openStreamedLog(store, nats);
      await untilHearing(first);
      const before = makeEvents(5);
      await first.append(...before);
      await untilStreamHolds(stream, before);
      await using second = await openStreamedLog(store, nats);
      await untilHearing(second);
      await first[Symbol.asyncDispose]();
      const after = makeEvents(5);
      await second.append(...after);
      expect(await untilStreamHolds(stream, [...before, ...after])).not.toHaveLength(0);
    });

    test("takes nothing twice when several publish at the same time, each believing that it is the only one", async () => {
      await using parts = await startStreamParts();
      const { store, stream } = parts;
      // A duplicate window that is over at once: what keeps the stream exact is the sequence that a message expects.
      await stream.streams.add({
        name: "test-unelected",
        subjects: ["test-unelected.*.*"],
        duplicate_window: 100 * 1_000_000,
      });
      await using _1 = await publishUnelected(parts);
      await using _2 = await publishUnelected(parts);
      await using _3 = await publishUnelected(parts);
      const events: NewEvent[] = [];
      for (let round = 0; round < 40; round += 1) {
        const some = makeEvents(1 + (round % 7));
        await appendTo(store, some);
        events.push(...some);
      }
      expect(await untilStreamHolds(stream, events)).not.toHaveLength(0);
    });

    test("is filled anew when it was emptied, although the server still remembers the ids", async () => {
      await using parts = await startStreamParts();
      const { nats, store, stream } = parts;
      const events = makeEvents(7);
      const first = await openStreamedLog(store, nats);
      await first.append(...events);
      await untilStreamHolds(stream, events);
      await first[Symbol.asyncDispose]();
      await stream.streams.purge(await stream.findName());
      await using second = await openStreamedLog(store, nats);
      const messages = await untilStreamHolds(stream, events);
      expect(messages[0]!.messageId).toMatch(/^7-/);
      await second.append(makeEvent());
      await vi.waitFor(async () => expect(await stream.list()).toHaveLength(8), waiting);
    });

    test("is filled anew while it is published to, also when it was deleted", async () => {
      await using parts = await startStreamParts();
      const { nats, store, stream } = parts;
      const events = makeEvents(7);
      await using opened = await openStreamedLog(store, nats);
      await opened.append(...events);
      await untilStreamHolds(stream, events);
      await stream.streams.delete(await stream.findName());
      const more = makeEvent();
      await opened.append(more);
      expect(await untilStreamHolds(stream, [...events, more])).not.toHaveLength(0);
    });

    test("goes on where its last message was removed within the duplicate window", async () => {
      await using parts = await startStreamParts();
      const { nats, store, stream } = parts;
      const events = makeEvents(3);
      const first = await openStreamedLog(store, nats);
      await first.append(...events);
      await untilStreamHolds(stream, events);
      await first[Symbol.asyncDispose]();
      await stream.streams.deleteMessage(await stream.findName(), 3);
      const more = makeEvents(3);
      await using second = await openStreamedLog(store, nats);
      await second.append(...more);
      // The next message names what is missing, so that followers read it from the log.
      await vi.waitFor(async () => {
        const messages = await stream.list();
        expect(messages.map(({ body }) => [body["previous"], body["cursor"]])).toEqual(
          [
            [0, 1],
            [1, 2],
            [3, 4],
            [4, 5],
            [5, 6],
          ].map((pair) => pair.map(String)),
        );
      }, waiting);
    });

    test("takes no more than what is young enough", async () => {
      await using parts = await startStreamParts();
      const { nats, store, stream } = parts;
      const [old, young] = [makeEvents(3), makeEvents(2)];
      await appendTo(store, old);
      await store.sql("update event set recorded_at = now() - interval '61 minutes'");
      await appendTo(store, young);
      await using _ = await openStreamedLog(store, nats);
      expect(await untilStreamHolds(stream, young)).not.toHaveLength(0);
    });

    test("begins at the log's floor when the log has removed what comes next", async () => {
      await using parts = await startStreamParts();
      const { nats, store, stream } = parts;
      const [first, removed, last] = [makeEvents(2), makeEvents(2), makeEvents(2)];
      const opened = await openStreamedLog(store, nats);
      await opened.append(...first);
      await untilStreamHolds(stream, first);
      await opened[Symbol.asyncDispose]();
      await appendTo(store, removed);
      await store.sql("insert into event_floor (id, cursor) select 1, max(cursor) from event");
      await store.sql("delete from event");
      await appendTo(store, last);
      await using _ = await openStreamedLog(store, nats);
      const messages = await untilStreamHolds(stream, last);
      expect(messages[0]!.body["previous"]).toBe("4");
    });

    test("is filled anew when the database was set back", async () => {
      await using parts = await startStreamParts();
      const { nats, store, stream } = parts;
      const events = makeEvents(4);
      const first = await openStreamedLog(store, nats);
      await first.append(...events);
      await untilStreamHolds(stream, events);
      await first[Symbol.asyncDispose]();
      await store.sql("delete from event where cursor > 2");
      await store.sql("select setval('event_cursor_seq', 2)");
      const others = makeEvents(3);
      await appendTo(store, others);
      await using _ = await openStreamedLog(store, nats);
      expect(await untilStreamHolds(stream, [...events.slice(0, 2), ...others])).not.toHaveLength(0);
    });

    test("holds only the place of an event that is too large for a message, and followers get it whole", async () => {
      await using parts = await startStreamParts();
      const { nats, store, stream } = parts;
      await using opened = await openStreamedLog(store, nats);
      await untilHearing(opened);
      const large = makeEvent({ record: { text: "x".repeat(1_100_000) } });
      const got: unknown[] = [];
      await using _ = opened.log.follow((events) => got.push(...events.map(({ record }) => record)));
      await opened.append(makeEvent({ record: 1 }));
      await opened.append(large);
      await opened.append(makeEvent({ record: 3 }));
      await vi.waitFor(() => expect(got).toEqual([1, large.record, 3]), waiting);
      await vi.waitFor(async () => expect(await stream.list()).toHaveLength(3), waiting);
      expect((await stream.list()).map(({ body }) => "record" in body)).toEqual([true, false, true]);
    });

    test("lets a person go who was erased, before it says so, by every name they had", async () => {
      await using parts = await startStreamParts();
      const { nats, store, stream } = parts;
      const [kim, merged, lee, pseudonym] = [
        makeCustomerId(),
        makeCustomerId(),
        makeCustomerId(),
        makeCustomerId(),
      ];
      await using opened = await openStreamedLog(store, nats);
      const of = (customerId: string) => makeEvent({ customerId });
      const events = [kim, lee, merged, kim, lee, merged, kim].map(of);
      await opened.append(...events);
      await untilStreamHolds(stream, events);
      await store.sql(
        `update event set customer_id = $1, record = null, record_id = null, dedup_key = 'erased:' || cursor
          where customer_id = any($2)`,
        [pseudonym, [kim, merged]],
      );
      const erased = makeEvent({
        type: "customer.erased",
        kind: "RIGHTS",
        customerId: pseudonym,
        record: {},
      });
      const last = of(lee);
      await opened.append(erased, last);
      await vi.waitFor(async () => {
        const messages = await stream.list();
        expect(messages.map(({ body }) => body["dedupKey"])).toEqual(
          [events[1], events[4], erased, last].map((event) => event!.dedupKey),
        );
      }, waiting);
    });

    test("is one for each database", async () => {
      await using parts = await startStreamParts();
      const { nats, stream } = parts;
      await using others = await startStreamParts();
      await using first = await openStreamedLog(parts.store, nats);
      await using second = await openStreamedLog(others.store, nats);
      await untilHearing(first);
      await untilHearing(second);
      const names = await stream.streams.names().next();
      expect(new Set(names).size).toBe(2);
      expect(names.every((name) => /^test-[0-9a-f]{8}$/.test(name))).toBe(true);
    });
  },
);
