import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withClient } from "./create-bank-databases.js";
import { startEmbeddedPostgres } from "./embedded-postgres.js";
import { isRunning } from "./postgres/process-info.js";

// A folder of mode 0700 owned by whoever runs the tests: as root, PostgreSQL's user cannot enter it by itself.
let folder: string;
let dataDir: string;
let owners: ChildProcess[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "customer-360-postgres-"));
  dataDir = join(folder, "postgres");
  owners = [];
});
afterEach(async () => {
  for (const owner of owners) owner.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

/** Another Node process that owns the server, to be killed. */
async function startOwner(
  mode: "adoptable" | "bound",
): Promise<{ child: ChildProcess; pid: number; url: string }> {
  const script = fileURLToPath(new URL("../../test/fixtures/postgres-owner.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "./bin/typescript.mjs", script, dataDir, mode], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  owners.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, ...(JSON.parse(line) as { pid: number; url: string }) };
  }
  throw new Error("The owner ended.");
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

function query(url: string, text: string): Promise<unknown[]> {
  return withClient(url, async (client) => (await client.query<Record<string, unknown>>(text)).rows);
}

// Making a data directory waits for the disk, which a busy machine shares.
describe("the embedded PostgreSQL", { timeout: 60_000 }, () => {
  test("keeps its data over a stop, sorts and searches text alike everywhere, and listens on loopback only", async () => {
    {
      await using postgres = await startEmbeddedPostgres({ dataDir });
      await query(postgres.url("postgres"), "create table kept (name text)");
      await query(postgres.url("postgres"), "insert into kept values ('김철수')");
      const [row] = await query(
        postgres.url("postgres"),
        `select current_setting('listen_addresses') as addresses, current_setting('synchronous_commit') as durable,
                datlocprovider as provider, datlocale as locale, pg_encoding_to_char(encoding) as encoding
           from pg_database where datname = 'postgres'`,
      );
      expect(row).toEqual({
        addresses: "127.0.0.1",
        durable: "on",
        provider: "b",
        locale: "C.UTF-8",
        encoding: "UTF8",
      });
      expect((await stat(join(dataDir, "password"))).mode & 0o777).toBe(0o600);
      expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    }
    await using postgres = await startEmbeddedPostgres({ dataDir });
    expect(await query(postgres.url("postgres"), "select name from kept")).toEqual([{ name: "김철수" }]);
  });

  test("stops with its owner at kill -9, and the next start has every committed row", async () => {
    const owner = await startOwner("bound");
    await query(owner.url, "create table kept (id int)");
    await query(owner.url, "insert into kept values (1)");
    await kill(owner.child);
    await using postgres = await startEmbeddedPostgres({ dataDir });
    expect(await query(postgres.url("postgres"), "select id from kept")).toEqual([{ id: 1 }]);
    expect(isRunning(owner.pid)).toBe(false);
  });

  test("is started again on its port when it is killed, with every committed row", async () => {
    await using postgres = await startEmbeddedPostgres({ dataDir });
    const [url, { pid }] = [postgres.url("postgres"), postgres];
    await query(url, "create table kept (id int)");
    await query(url, "insert into kept values (1)");
    process.kill(pid, "SIGKILL");
    await expect
      .poll(() => query(url, "select id from kept").catch(() => undefined), { timeout: 30_000 })
      .toEqual([{ id: 1 }]);
    expect(postgres.pid).not.toBe(pid);
    await postgres.stop();
    expect(isRunning(postgres.pid)).toBe(false);
  });

  test("that outlived its owner is taken over, and stopped with the new one", async () => {
    const owner = await startOwner("adoptable");
    await query(owner.url, "create table kept (id int)");
    await kill(owner.child);
    {
      await using postgres = await startEmbeddedPostgres({ dataDir });
      expect(postgres.pid).toBe(owner.pid);
      expect(await query(postgres.url("postgres"), "select id from kept")).toEqual([]);
    }
    expect(isRunning(owner.pid)).toBe(false);
  });

  test("starts although its pid file is stale, even when another program has that number by chance", async () => {
    await (await startEmbeddedPostgres({ dataDir })).stop();
    const stranger = spawn("sleep", ["60"]);
    owners.push(stranger);
    const pidFile = [stranger.pid, join(dataDir, "cluster"), 1, 5432, "", "127.0.0.1", "", "ready"].join(
      "\n",
    );
    await writeFile(join(dataDir, "cluster", "postmaster.pid"), pidFile);
    await using postgres = await startEmbeddedPostgres({ dataDir });
    expect(await query(postgres.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("begins again after a first start that was cut off", async () => {
    await mkdir(join(dataDir, "cluster.new", "base"), { recursive: true });
    await using postgres = await startEmbeddedPostgres({ dataDir });
    expect(await query(postgres.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("starts once for two that begin at the same time; the other hears who holds the folder", async () => {
    const outcomes = await Promise.allSettled([
      startEmbeddedPostgres({ dataDir }),
      startEmbeddedPostgres({ dataDir }),
    ]);
    const started = outcomes.filter((outcome) => outcome.status === "fulfilled");
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    for (const { value } of started) await value.stop();
    expect(started).toHaveLength(1);
    expect(String(refused[0]?.reason)).toContain(`in use by process ${process.pid}`);
  });

  test("says why it did not start, with the end of the server's log", async () => {
    await (await startEmbeddedPostgres({ dataDir })).stop();
    const start = startEmbeddedPostgres({ dataDir, settings: { shared_buffers: "much" } });
    await expect(start).rejects.toThrow(/did not start[^]*invalid value for parameter "shared_buffers"/);
    // The lock is free again.
    await using postgres = await startEmbeddedPostgres({ dataDir });
    expect(isRunning(postgres.pid)).toBe(true);
  });
});
