// How processes hear of each other's events. Each log here has a store of its own, as processes have.
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { LoggedEvent, NewEvent } from "../../src/domains/events/event.js";
import { createPostgresEventLog, type EventLogSettings } from "../../src/events/postgres-event-log.js";
import { createLogger } from "../../src/observability/logger.js";
import { createStore } from "../../src/store/create-store.js";
import { testCipher } from "../fakes/key-ring.js";
import { createTestStore, type TestStore } from "../harness/store.js";
import { startTcpGate } from "../harness/tcp-gate.js";
import { makeEvent } from "./event-log-conformance.js";

let store: TestStore;
beforeAll(async () => {
  store = await createTestStore();
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

const never = 3_600_000;
const idsOf = (events: readonly NewEvent[]) => events.map(({ recordId }) => recordId);
const relays =
  "pg_stat_activity where datname = current_database() and application_name = 'customer-360-gateway-relay'";

/** A process: a store with a log over it that hears by its relay alone, unless told otherwise. */
async function startProcess(more: Partial<EventLogSettings> = {}) {
  await using started = new AsyncDisposableStack();
  const own = await createStore({ url: store.url, cipher: testCipher });
  started.defer(() => own.close());
  const log = started.use(
    createPostgresEventLog({
      read: own.read,
      onAppended: own.onAppended,
      relayUrl: store.url,
      pollMs: never,
      ...more,
    }),
  );
  const told: LoggedEvent[] = [];
  // Once the end of the log has been found, nothing is looked for any more: the rest is heard.
  const start = await log.latestCursor();
  started.use(log.follow((events) => told.push(...events), start));
  const running = started.move();
  return {
    told,
    append: (...events: NewEvent[]) => own.unitOfWork.run((transaction) => transaction.events.append(events)),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

/** Waits until so many relays have heard themselves. */
async function untilListening(count: number): Promise<void> {
  await vi.waitFor(async () => expect(await store.sql(`select from ${relays}`)).toHaveLength(count));
}

describe("processes", () => {
  test("hear of each other's events without looking for them", async () => {
    await using one = await startProcess();
    await using other = await startProcess();
    await untilListening(2);
    const events = [makeEvent(), makeEvent(), makeEvent()];
    await one.append(events[0]!);
    await vi.waitFor(() => expect(idsOf(other.told)).toEqual(idsOf(events.slice(0, 1))));
    await other.append(...events.slice(1));
    await vi.waitFor(() => expect(idsOf(one.told)).toEqual(idsOf(events)));
    expect(idsOf(other.told)).toEqual(idsOf(events));
  });

  test("say many appends in few notices", async () => {
    const notices: string[] = [];
    const listener = new Client({ connectionString: store.url });
    await listener.connect();
    listener.on("notification", ({ payload = "" }) => notices.push(payload));
    await using one = await startProcess();
    await using other = await startProcess();
    await untilListening(2);
    await listener.query("listen event_log");
    const write = async (process: typeof one) => {
      for (let n = 0; n < 50; n += 1) await process.append(makeEvent());
    };
    await Promise.all(Array.from({ length: 8 }, (_, at) => write(at % 2 === 0 ? one : other)));
    await vi.waitFor(() => expect([one.told.length, other.told.length]).toEqual([400, 400]));
    expect(idsOf(one.told)).toEqual(idsOf(other.told));
    expect(notices.length).toBeLessThan(200);
    await listener.end();
  });

  test("lose nothing when the connections over which they hear die again and again", async () => {
    await using one = await startProcess();
    await using other = await startProcess();
    await untilListening(2);
    const events: NewEvent[] = [];
    for (let round = 0; round < 5; round += 1) {
      const [before, after] = [makeEvent(), makeEvent()];
      await one.append(before);
      await store.sql(`select pg_terminate_backend(pid) from ${relays}`);
      await one.append(after);
      events.push(before, after);
    }
    await vi.waitFor(() => expect(idsOf(other.told)).toEqual(idsOf(events)), { timeout: 15_000 });
    await vi.waitFor(() => expect(idsOf(one.told)).toEqual(idsOf(events)), { timeout: 15_000 });
  }, 20_000);

  test("notice a connection that is lost without a word, and hear by another one", async () => {
    await using gate = await startTcpGate(store.url);
    await using one = await startProcess();
    await using other = await startProcess({ relayUrl: gate.url });
    await untilListening(2);
    gate.loseAfter("announce-horizon");
    await vi.waitFor(() => expect(gate.lost).toBe(1), { timeout: 5_000 });
    gate.loseAfter();
    const event = makeEvent();
    await one.append(event);
    await vi.waitFor(() => expect(idsOf(other.told)).toEqual([event.recordId]), { timeout: 10_000 });
  }, 20_000);

  test("look for events, and say so once, while they cannot hear of them", async () => {
    const lines: Record<string, unknown>[] = [];
    const logger = createLogger(
      { level: "info" },
      { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    );
    await using deaf = await startProcess({
      relayUrl: "postgres://nobody@127.0.0.1:1/x",
      pollMs: 10,
      logger,
    });
    await using one = await startProcess({ relayUrl: "postgres://nobody@127.0.0.1:1/x", pollMs: 10 });
    const event = makeEvent();
    await one.append(event);
    await vi.waitFor(() => expect(idsOf(deaf.told)).toEqual([event.recordId]));
    await vi.waitFor(() => expect(lines).toMatchObject([{ level: "warn" }]));
  });

  test("find what a process appended that died before it told them", async () => {
    await using one = await startProcess({ pollMs: 10 });
    await untilListening(1);
    const event = makeEvent();
    // Tells nobody.
    await store.unitOfWork.run(({ events }) => events.append([event]));
    await vi.waitFor(() => expect(idsOf(one.told)).toEqual([event.recordId]));
  });
});
