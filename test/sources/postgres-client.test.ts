import { expect, test } from "vitest";
import { createReadGuard } from "../../src/sources/kit/guard-read.js";
import { createPostgresClient } from "../../src/sources/kit/postgres-client.js";
import { createDatabase, runSql } from "../harness/databases.js";
import { calm } from "./harness.js";

const sleep = { name: "sleep", text: "select pg_sleep(30)" };

async function start() {
  const database = await createDatabase();
  const client = createPostgresClient(database.url);
  return {
    client,
    url: database.url,
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

test("time and decimals come as text, in UTC, and nothing can be written", async () => {
  await using database = await start();
  const text =
    "select timestamptz '2026-01-01 09:00:00.000001+09', date '2026-01-01', 1.10::numeric, 9007199254740993, true";
  expect(await database.client.query({ text }, [], calm)).toEqual([
    ["2026-01-01 00:00:00.000001+00", "2026-01-01", "1.10", "9007199254740993", true],
  ]);
  const write = database.client.query({ text: "create table t (a int)" }, [], calm);
  await expect(write).rejects.toThrow(/read-only/);
});

test("an aborted read rejects at once, stops in the server, and leaves the pool whole", async () => {
  await using database = await start();
  const { client, url } = database;
  const controller = new AbortController();
  // More than the pool has connections: some are running, others still wait for one.
  const reads = Array.from({ length: 15 }, () => client.query(sleep, [], { signal: controller.signal }));
  const running = `select count(*)::int as n from pg_stat_activity where query like '%pg_sleep(30)%' and state = 'active'
    and application_name = 'customer-360-gateway'`;
  await expect.poll(() => runSql(url, running)).toEqual([{ n: 10 }]);
  const aborted = Promise.allSettled(reads);
  const startedAt = performance.now();
  controller.abort(new Error("enough"));
  const outcomes = await aborted;
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  const reasons = outcomes.map((outcome) =>
    outcome.status === "rejected" ? String(outcome.reason) : "answered",
  );
  expect(new Set(reasons)).toEqual(new Set(["Error: enough"]));
  const answers = Array.from({ length: 15 }, (_, n) =>
    client.query<[number]>({ text: "select $1::int" }, [n], calm),
  );
  expect((await Promise.all(answers)).flat()).toEqual(Array.from({ length: 15 }, (_, n) => [n]));
  await expect.poll(() => runSql(url, running)).toEqual([{ n: 0 }]);
});

test("a server that ends the connection fails the read and not the process; the next read has a new one", async () => {
  await using database = await start();
  const { client, url } = database;
  const read = client.query(sleep, [], calm);
  const failure = read.catch((error: unknown) => error);
  const end =
    "select count(pg_terminate_backend(pid))::int as n from pg_stat_activity where query like '%pg_sleep(30)%' and pid <> pg_backend_pid()";
  await expect.poll(() => runSql(url, end)).toEqual([{ n: 1 }]);
  expect(String(await failure)).toMatch(/terminating connection/);
  expect(await client.query({ text: "select 1" }, [], calm)).toEqual([[1]]);
});

test("a guarded read tells a deadline from a fault, and nothing of the inside", async () => {
  const client = createPostgresClient("postgresql://nobody:secret@127.0.0.1:1/none");
  const guard = createReadGuard("crm", () => Promise.resolve());
  const read = () => client.query({ text: "select 1" }, [], calm);
  await expect(guard.read(calm, read)).rejects.toMatchObject({
    code: "SOURCE_UNAVAILABLE",
    message: 'Source "crm" is not available.',
    details: { source: "crm", status: "UNAVAILABLE" },
  });
  const hangs = (): Promise<never> => new Promise(() => undefined);
  await expect(guard.read({ signal: AbortSignal.timeout(5) }, hangs)).rejects.toMatchObject({
    code: "SOURCE_UNAVAILABLE",
    message: 'Source "crm" did not answer in time.',
    details: { source: "crm", status: "TIMEOUT" },
  });
  guard.close();
  await client.close();
});
