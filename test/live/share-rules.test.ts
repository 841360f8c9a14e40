// Three workers over one log: the same triggers as one worker, each once, whoever is killed.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { readBuiltInRules } from "../../src/composition/read-built-in-rules.js";
import type { NewEvent } from "../../src/domains/events/event.js";
import { installRules } from "../../src/domains/triggers/install-rules.js";
import { systemClock } from "../../src/shared/clock.js";
import { uuidFromName } from "../../src/shared/ids.js";
import { shiftInstant } from "../../src/shared/instant.js";
import { createTestStore, type TestStore } from "../harness/store.js";

vi.setConfig({ testTimeout: 120_000 });

const worker = fileURLToPath(new URL("../fixtures/react-until-killed.ts", import.meta.url));
const customers = Array.from({ length: 60 }, (_, n) => uuidFromName("customer", String(n)));
const viewsOfEach = 8;
const hour = 3_600_000;
const start = shiftInstant(new Date().toISOString(), -20 * hour);

/** The views of all customers, those of the same time together. */
const views: readonly (readonly NewEvent[])[] = Array.from({ length: viewsOfEach }, (_, view) =>
  customers.map((customerId, n): NewEvent => {
    const occurredAt = shiftInstant(start, view * hour + n);
    const recordId = `v${String(n)}-${String(view)}`;
    // A product has three views, then the next one has: the order decides which view completes which.
    const product = `product ${String(Math.floor(view / 4))}`;
    const name = "Product Viewed";
    return {
      type: "web-event.recorded",
      kind: "WEB_EVENT",
      customerId,
      recordId,
      record: { recordId, type: "TRACK", name, occurredAt, product, sessionId: "s" },
      occurredAt,
      dedupKey: recordId,
    };
  }),
);

async function createRuleStore(): Promise<TestStore> {
  const store = await createTestStore();
  await store.sql("insert into customer (id) select unnest($1::uuid[])", [customers]);
  const wanted = readBuiltInRules().filter(({ name }) => name === "repeated-product-views");
  await installRules({ ...store, clock: systemClock }, wanted);
  return store;
}

async function startWorker(store: TestStore): Promise<ChildProcess & AsyncDisposable> {
  const child = spawn(process.execPath, ["--import", "./bin/typescript.mjs", worker, store.url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  await once(child.stdout, "data");
  return Object.assign(child, {
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  });
}

const append = (store: TestStore, events: readonly NewEvent[]) =>
  store.unitOfWork.run((transaction) => transaction.events.append(events));

/** Waits until every event is evaluated and every moment decided on. */
async function untilDone(store: TestStore): Promise<void> {
  await vi.waitFor(
    async () => {
      const [row] = await store.sql(
        `select (select count(*)::int from event where cursor > coalesce(
                   (select cursor from reaction_position position where position.partition = event.partition), 0)) as waiting,
                (select count(*)::int from considered_moment) as undecided`,
      );
      expect(row).toEqual({ waiting: 0, undecided: 0 });
    },
    { timeout: 60_000, interval: 50 },
  );
}

const listTriggers = (store: TestStore) =>
  store.sql("select id, customer_id, subject, raised_at, evidence from trigger order by id");
const countEvents = (store: TestStore) =>
  store.sql(
    `select record_id, count(*)::int from event where type like 'trigger.%' group by 1 having count(*) > 1`,
  );

test("three workers raise what one raises, each once, also when one is killed in the middle", async () => {
  await using alone = await createRuleStore();
  await using shared = await createRuleStore();
  {
    await using _ = await startWorker(alone);
    for (const events of views) await append(alone, events);
    await untilDone(alone);
  }
  await using first = await startWorker(shared);
  await using _second = await startWorker(shared);
  await using _third = await startWorker(shared);
  await vi.waitFor(
    async () => {
      const rows = await shared.sql(
        "select count(*)::int as parts from work_lease group by worker_id order by 1",
      );
      expect(rows).toEqual([{ parts: 4 }, { parts: 6 }, { parts: 6 }]);
    },
    { timeout: 15_000, interval: 50 },
  );
  const half = views.length / 2;
  for (const events of views.slice(0, half)) await append(shared, events);
  first.kill("SIGKILL");
  for (const events of views.slice(half)) await append(shared, events);
  await untilDone(shared);

  const triggers = await listTriggers(alone);
  // Two products of three views and more, for everybody.
  expect(triggers).toHaveLength(2 * customers.length);
  expect(await listTriggers(shared)).toEqual(triggers);
  expect(await countEvents(shared)).toEqual([]);
  // Each customer's events were evaluated in the order of the log: the third view completes.
  expect(new Set(triggers.map((row) => (row as { evidence: string[] }).evidence.length))).toEqual(
    new Set([3]),
  );
  const workers = await shared.sql("select distinct worker_id from work_lease");
  expect(workers).toHaveLength(2);
});
