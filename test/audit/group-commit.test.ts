// The writer of the access log when things go wrong: every note of an answer that may be sent is there once, the chain has no
// fork, and the verification finds nothing.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { beforeEach, afterEach, describe, expect, test, vi } from "vitest";
import { verifyAccessLog } from "../../src/domains/audit/verify-access-log.js";
import { createStore } from "../../src/store/create-store.js";
import { testAccessKeys, testCipher } from "../fakes/key-ring.js";
import { makeNote } from "../fakes/access-note.js";
import { holdTable } from "../harness/held-table.js";
import { createTestStore, type TestStore } from "../harness/store.js";
import { startTcpGate } from "../harness/tcp-gate.js";

const customerId = "00000000-0000-5000-8000-000000000001";
let store: TestStore;
beforeEach(async () => {
  store = await createTestStore();
  await store.sql("insert into customer (id) values ($1)", [customerId]);
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
});

const countEntries = async (requestIds: readonly string[]) => {
  const rows = await store.sql(
    "select request_id, count(*)::int as n from access_entry where request_id = any($1) group by request_id",
    [requestIds],
  );
  return rows as readonly { readonly request_id: string; readonly n: number }[];
};
const verify = () => store.scanAccessLog((scan) => verifyAccessLog(testAccessKeys, scan));
/** What is there of one request, and what the verification says. */
const look = async (requestId: string) => ({
  counts: (await countEntries([requestId])).map(({ n }) => n),
  faults: (await verify()).faults,
});
const thereOnce = { counts: [1], faults: [] };
const change = (to: Pick<TestStore, "unitOfWork">, requestId: string, more?: () => Promise<void>) =>
  to.unitOfWork.run(async ({ accessLog, events }) => {
    const { subjectRef: _, ...note } = makeNote({ action: "CHANGE", requestId });
    const event = { type: "consent.recorded", kind: "CONSENT", recordId: null, record: null } as const;
    await events.append([{ ...event, customerId, occurredAt: note.at, dedupKey: requestId }]);
    await accessLog.append(customerId, note);
    await more?.();
  });

describe("an entry", () => {
  test("is there once when the database committed and its answer was lost", async () => {
    await using gate = await startTcpGate(store.url);
    const gateway = await createStore({ url: gate.url, accessKeys: testAccessKeys, cipher: testCipher });
    await gateway.accessLog.append([makeNote()]);
    const requestId = randomUUID();
    gate.shut();
    const appended = gateway.accessLog.append([makeNote({ requestId })]);
    await vi.waitFor(async () => expect(await countEntries([requestId])).toHaveLength(1));
    gate.open();
    gate.cut();
    await appended;
    expect(await look(requestId)).toEqual(thereOnce);
    await gateway.close();
  });

  test("is there once when the connection is lost while the database still works on it", async () => {
    await using gate = await startTcpGate(store.url);
    const gateway = await createStore({ url: gate.url, accessKeys: testAccessKeys, cipher: testCipher });
    await gateway.accessLog.append([makeNote()]);
    const requestId = randomUUID();
    let appended: Promise<void>;
    {
      await using held = await holdTable(store.url, "access_entry");
      appended = gateway.accessLog.append([makeNote({ requestId })]);
      await held.waiting(1);
      gate.cut();
      // The writer is back and closes the segment, which waits for the statement that nobody hears any more.
      await held.waiting(2);
    }
    await appended;
    expect(await look(requestId)).toEqual(thereOnce);
    await gateway.close();
  });

  test("is there once when the database ended its connection in the middle", async () => {
    const requestId = randomUUID();
    await store.accessLog.append([makeNote()]);
    let appended: Promise<void>;
    {
      await using held = await holdTable(store.url, "access_entry");
      appended = store.accessLog.append([makeNote({ requestId })]);
      await held.waiting(1);
      await store.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      );
      await held.waiting(1).catch(() => undefined);
    }
    await appended;
    expect(await look(requestId)).toEqual(thereOnce);
  });

  test("is refused quickly while the database is away, and written again when it is back", async () => {
    await using gate = await startTcpGate(store.url);
    const gateway = await createStore({ url: gate.url, accessKeys: testAccessKeys, cipher: testCipher });
    await gateway.accessLog.append([makeNote()]);
    gate.shut();
    const startedAt = performance.now();
    const refused = await Promise.allSettled(
      Array.from({ length: 10 }, () => gateway.accessLog.append([makeNote()])),
    );
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    for (const answer of refused) {
      expect(answer).toMatchObject({
        status: "rejected",
        reason: { code: "ACCESS_LOG_UNAVAILABLE", retryable: true },
      });
    }
    gate.open();
    const requestId = randomUUID();
    await vi.waitFor(() => gateway.accessLog.append([makeNote({ requestId })]), { timeout: 10_000 });
    expect(await look(requestId)).toEqual(thereOnce);
    await gateway.close();
  });

  test("of a person who is not named by a reference refuses its own answer only", async () => {
    const requestId = randomUUID();
    const [good, bad] = await Promise.allSettled([
      store.accessLog.append([makeNote({ requestId })]),
      store.accessLog.append([makeNote({ subjectRef: "kim" })]),
    ]);
    expect([good?.status, bad?.status]).toEqual(["fulfilled", "rejected"]);
    expect(await look(requestId)).toEqual(thereOnce);
  });

  test("keeps whatever a caller calls itself", async () => {
    const texts = [
      "NULL",
      "null",
      "",
      '"',
      "\\",
      "{a,b}",
      "a,b",
      "한국 '어'",
      "a\0b",
      "a\ud800",
      "\n",
      "\\x00",
    ];
    const requestIds = texts.map(() => randomUUID());
    await store.accessLog.append(
      texts.map((text, n) =>
        makeNote({ application: text, actor: text, roles: [text, "A"], requestId: requestIds[n]! }),
      ),
    );
    const entries = await store.accessEntries.listEntries({ limit: 100, filter: { requestIds } });
    const kept = texts.map((text) => text.replace("\0", "\ufffd").toWellFormed());
    expect(entries.map(({ application }) => application).toReversed()).toEqual(kept);
    expect(entries.map(({ roles }) => roles[0]).toReversed()).toEqual(kept);
    expect((await verify()).faults).toEqual([]);
  });

  test("of more notes than may wait is refused at once, not kept for ever", async () => {
    const held = await holdTable(store.url, "access_entry");
    const part = Array.from({ length: 1_000 }, () => makeNote());
    const answers = Array.from({ length: 12 }, () => store.accessLog.append(part));
    const settled = Promise.allSettled(answers);
    await expect(answers[10]).rejects.toMatchObject({ code: "ACCESS_LOG_UNAVAILABLE" });
    await held[Symbol.asyncDispose]();
    expect((await settled).map(({ status }) => status)).toEqual([
      ...Array.from({ length: 10 }, () => "fulfilled"),
      "rejected",
      "rejected",
    ]);
    expect((await verify()).faults).toEqual([]);
  });
});

test("every answer that was sent has its entries when the process was killed in the middle", async () => {
  const program = fileURLToPath(new URL("../fixtures/append-until-killed.ts", import.meta.url));
  for (let round = 0; round < 3; round++) {
    const child = spawn(process.execPath, ["--import", "./bin/typescript.mjs", program, store.url], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(child, "exit");
    const sent: string[] = [];
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines) {
      sent.push(line);
      if (sent.length === 300 + round * 77) child.kill("SIGKILL");
    }
    await exited;
    expect(sent.length).toBeGreaterThanOrEqual(300);
    expect((await countEntries(sent)).map(({ n }) => n)).toEqual(sent.map(() => 2));
  }
  expect((await verify()).faults).toEqual([]);
}, 60_000);

test("changes and answers of several processes at once neither wait for ever nor break the chain", async () => {
  const gateways = await Promise.all(
    [1, 2, 3].map(() => createStore({ url: store.url, accessKeys: testAccessKeys, cipher: testCipher })),
  );
  const done: string[] = [];
  const failing: string[] = [];
  for (let round = 0; round < 5; round++) {
    await Promise.all(
      gateways.flatMap((gateway) =>
        Array.from({ length: 30 }, async (_, n) => {
          const requestId = randomUUID();
          if (n % 10 === 9) {
            failing.push(requestId);
            await change(gateway, requestId, () => Promise.reject(new Error("no"))).catch(() => undefined);
          } else if (n % 3 === 0) {
            done.push(requestId);
            await change(gateway, requestId);
          } else {
            done.push(requestId);
            await gateway.accessLog.append([
              makeNote({ requestId, fields: [`Customer.${String(n % 7)}`, String(round)] }),
            ]);
          }
        }),
      ),
    );
    // No false alarm, whatever is under way.
    expect((await verify()).faults).toEqual([]);
    if (round === 2) {
      // The connections of the writers, which are between two batches.
      await store.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and query like 'with moved%'`,
      );
    }
  }
  expect((await countEntries(done)).map(({ n }) => n)).toEqual(done.map(() => 1));
  expect(await countEntries(failing)).toEqual([]);
  for (const gateway of gateways) await gateway.close();
  expect(await verify()).toMatchObject({ entries: done.length, faults: [] });
}, 60_000);

test("the database itself refuses to change, delete or empty the log", async () => {
  await store.accessLog.append([makeNote()]);
  await change(store, randomUUID());
  for (const statement of [
    "update access_entry set actor = 'nobody'",
    "delete from access_entry",
    "truncate access_entry",
    "update access_field_list set fields = '{}'",
    "delete from access_field_list",
    "truncate access_field_list",
    "delete from access_segment",
    "truncate access_segment",
    "delete from access_head",
    "truncate access_head",
  ]) {
    await expect(store.sql(statement)).rejects.toThrow(/append-only|never emptied|never deleted/);
  }
  expect(await verify()).toMatchObject({ entries: 2, faults: [] });
});
