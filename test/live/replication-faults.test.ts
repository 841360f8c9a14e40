// What replication survives, each on a PostgreSQL of its own where the server itself is touched.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../../src/demo/embedded-postgres.js";
import type { Logger } from "../../src/observability/logger.js";
import { runSql } from "../harness/databases.js";
import type { LiveGateway } from "./live-gateway.js";
import {
  createReplicatedGateway,
  findStatus,
  seed,
  toBooking,
  untilState,
  untilStreaming,
} from "./replicated-gateway.js";

// Each test makes five databases, some a server, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const transfers = ["transfers"];
const eventually = (check: () => void | Promise<void>) =>
  vi.waitFor(check, { timeout: 30_000, interval: 10 });
const recordIds = async (gateway: LiveGateway) => (await gateway.listEvents()).map(({ record_id: id }) => id);
const expectRecords = (gateway: LiveGateway, ...ids: readonly string[]) =>
  eventually(async () => expect(await recordIds(gateway)).toEqual(ids));

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "customer-360-replication-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const quick = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

function startServer(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, settings: { ...quick, ...settings } });
}

/** A logger that keeps what it was warned of. */
function createListeningLogger(): {
  readonly logger: Pick<Logger, "info" | "warn">;
  readonly warned: object[];
} {
  const warned: object[] = [];
  return {
    warned,
    logger: {
      info: () => undefined,
      warn: (fields: object) => void warned.push(fields),
    } as unknown as Pick<Logger, "info" | "warn">,
  };
}

test("a gateway that is killed again and again records every transfer once, in the order of the commits", async () => {
  await using gateway = await createReplicatedGateway(seed);
  const program = fileURLToPath(new URL("../fixtures/replicate-until-killed.ts", import.meta.url));
  const args = [
    "--import",
    "./bin/typescript.mjs",
    program,
    gateway.store.url,
    JSON.stringify(gateway.settings),
    gateway.prefix,
  ];
  const written: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const exited = once(child, "exit");
    try {
      await once(child.stdout, "data");
      for (let n = 0; n < 60; n += 1) {
        const id = `r${String(round)}-${String(n).padStart(3, "0")}`;
        await runSql(gateway.urls.transfers, ...toBooking(id));
        written.push(id);
        // Somewhere in between, and with rows that come while nobody reads.
        if (n === 20 + round * 10) child.kill("SIGKILL");
      }
    } finally {
      child.kill("SIGKILL");
      await exited;
    }
  }
  await using connected = gateway.connect();
  await using _ = gateway.replicate(connected, { intervalMs: 20 });
  await expectRecords(gateway, ...written);
  expect(new Set(await recordIds(gateway)).size).toBe(180);
});

test("what is committed while PostgreSQL restarts is not lost, and the stream comes back by itself", async () => {
  const dataDir = await makeFolder();
  await using server = await startServer(dataDir);
  await using gateway = await createReplicatedGateway(seed, server.url("postgres"));
  await using connected = gateway.connect();
  await using _ = gateway.replicate(connected);
  await untilStreaming(connected);
  await runSql(gateway.urls.transfers, ...toBooking("t1"));
  await expectRecords(gateway, "t1");
  process.kill(server.pid, "SIGKILL");
  await untilState(connected, "STOPPED", transfers).catch(() => undefined);
  // The server is started again where it was; until then nobody answers.
  await eventually(async () => void (await runSql(gateway.urls.transfers, ...toBooking("t2"))));
  await untilStreaming(connected);
  await runSql(gateway.urls.transfers, ...toBooking("t3"));
  await expectRecords(gateway, "t1", "t2", "t3");
  expect(findStatus(connected, "transfers")?.gaps).toMatchObject({ LOST: 0, MISSING: 0, MOVED: 0 });
});

test("a slot that the server gave up costs a whole look, a warning, and no new record", async () => {
  const dataDir = await makeFolder();
  await using server = await startServer(dataDir, { max_slot_wal_keep_size: "1MB", wal_keep_size: "0" });
  await using gateway = await createReplicatedGateway(seed, server.url("postgres"));
  {
    await using connected = gateway.connect();
    await using _ = gateway.replicate(connected);
    await untilStreaming(connected);
    await runSql(gateway.urls.transfers, ...toBooking("t1"));
    await expectRecords(gateway, "t1");
  }
  await runSql(gateway.urls.transfers, ...toBooking("t2"));
  await runSql(gateway.urls.transfers, "update txn set memo_txt = 'late' where txn_no = 't1'");
  await eventually(async () => {
    await runSql(
      server.url("postgres"),
      "select pg_switch_wal(), pg_logical_emit_message(false, 'x', repeat('x', 9999999))",
    );
    await runSql(server.url("postgres"), "checkpoint");
    const [slot] = (await runSql(
      server.url("postgres"),
      `select wal_status from pg_replication_slots where slot_name = '${gateway.prefix}_transfers'`,
    )) as { wal_status: string }[];
    expect(slot?.wal_status).toBe("lost");
  });
  const { logger, warned } = createListeningLogger();
  await using connected = gateway.connect();
  await using _ = gateway.replicate(connected, { logger });
  await untilStreaming(connected);
  await runSql(gateway.urls.transfers, ...toBooking("t3"));
  // What was only updated in between is not found, as the warning says.
  await expectRecords(gateway, "t1", "t2", "t3");
  expect(findStatus(connected, "transfers")?.gaps).toMatchObject({ LOST: 1 });
  expect(warned).toContainEqual({ source: "transfers", gap: "LOST" });
});

test("a slot that was dropped, or read by somebody else, or whose publication was made anew, costs a look", async () => {
  await using gateway = await createReplicatedGateway(seed);
  const name = `${gateway.prefix}_transfers`;
  const faults = [
    ["MISSING", `select pg_drop_replication_slot('${name}')`],
    // What was committed is advanced past only once it is on the disk.
    [
      "MOVED",
      `select pg_logical_emit_message(false, '', '', true); select pg_replication_slot_advance('${name}', pg_current_wal_lsn())`,
    ],
    ["REPUBLISHED", `drop publication ${name}; create publication ${name} for table txn, acct_pty`],
  ] as const;
  const written: string[] = [];
  const write = async (id: string) => {
    await runSql(gateway.urls.transfers, ...toBooking(id));
    written.push(id);
  };
  for (const [gap, fault] of [["NEW", "select 1"], ...faults] as const) {
    await write(`${gap}-before`);
    await eventually(async () => void (await runSql(gateway.urls.transfers, fault)));
    await using connected = gateway.connect();
    await using _ = gateway.replicate(connected);
    await untilStreaming(connected);
    await write(`${gap}-after`);
    if (gap === "NEW") written.shift();
    await expectRecords(gateway, ...written);
    expect(findStatus(connected, "transfers")?.gaps).toMatchObject({ [gap]: 1 });
  }
});

test("one of several gateways reads; another looks meanwhile, and takes over when the first one goes", async () => {
  await using gateway = await createReplicatedGateway(seed);
  await using first = gateway.connect();
  await using reading = gateway.replicate(first);
  await untilStreaming(first);
  await using second = gateway.connect();
  await using _ = gateway.replicate(second, { intervalMs: 50 });
  await untilState(second, "WAITING");
  await runSql(gateway.urls.transfers, ...toBooking("t1"));
  await expectRecords(gateway, "t1");
  await reading[Symbol.asyncDispose]();
  await runSql(gateway.urls.transfers, ...toBooking("t2"));
  await untilStreaming(second);
  await runSql(gateway.urls.transfers, ...toBooking("t3"));
  await runSql(gateway.urls.transfers, "update txn set memo_txt = 'late' where txn_no = 't3'");
  await expectRecords(gateway, "t1", "t2", "t3", "t3");
  expect(findStatus(second, "transfers")?.state).toBe("STREAMING");
});

test("a source that is not set up is looked at, with one line that says why; an older demo's is set up at its next start", async () => {
  const dataDir = await makeFolder();
  const { logger, warned } = createListeningLogger();
  const first = await startServer(dataDir, { wal_level: "replica" });
  onTestFinished(() => first.stop());
  {
    await using gateway = await createReplicatedGateway(seed, first.url("postgres"));
    await using connected = gateway.connect();
    await using _ = gateway.replicate(connected, { intervalMs: 20, logger });
    await untilState(connected, "POLLING");
    await gateway.untilFollowed();
    await runSql(gateway.urls.transfers, ...toBooking("t1"));
    await expectRecords(gateway, "t1");
  }
  expect(warned).toHaveLength(3);
  expect(warned).toContainEqual({
    source: "transfers",
    reason: "The server is not set up for logical replication: set wal_level to logical.",
  });
  await first.stop();
  await using second = await startServer(dataDir);
  const [row] = (await runSql(second.url("postgres"), "show wal_level")) as { wal_level: string }[];
  expect(row?.wal_level).toBe("logical");
});

test("nothing is told before it can be read, however long a commit waits for its standbys", async () => {
  await using server = await startServer(await makeFolder(), { synchronous_standby_names: "nobody" });
  await using gateway = await createReplicatedGateway(seed, server.url("postgres"));
  await using connected = gateway.connect();
  await using _ = gateway.replicate(connected);
  await untilStreaming(connected);
  const [text, values] = toBooking("t1");
  const quoted = values.reduce((sql, value, at) => sql.replace(`$${String(at + 1)}`, `'${value}'`), text);
  // The commit is in the write-ahead log, and waits for a standby that does not exist.
  const committing = runSql(gateway.urls.transfers, `set synchronous_commit = on; ${quoted}`);
  await eventually(() => expect(findStatus(connected, "transfers")?.received.insert).toBe(1));
  expect(await runSql(gateway.urls.transfers, "select from txn where txn_no = 't1'")).toEqual([]);
  expect(await recordIds(gateway)).toEqual([]);
  await runSql(server.url("postgres"), "alter system set synchronous_standby_names = ''");
  await runSql(
    server.url("postgres"),
    "select pg_reload_conf(), pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'",
  );
  await committing;
  await expectRecords(gateway, "t1");
});
