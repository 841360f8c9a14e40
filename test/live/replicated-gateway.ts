// A live gateway whose sources send their changes, each test with slots of its own.
import { randomBytes } from "node:crypto";
import { expect, vi } from "vitest";
import type { SourceFollowing } from "../../src/ingest/follow-source-changes.js";
import type { FollowOptions } from "../../src/ingest/create-polling.js";
import type { ConnectedSource } from "../../src/sources/kit/define-source.js";
import type { ReplicationStatus } from "../../src/sources/kit/replication/replication-status.js";
import { runSql, type SourceDatabases } from "../harness/databases.js";
import { connectSources, startFollowing } from "./following.js";
import { addCustomer, createLiveGateway, type LiveGateway } from "./live-gateway.js";

/** The sources that can send their changes. */
export const replicatedSources = ["crm", "transfers", "consultations"] as const;

/** A customer with an account and a transfer from before. */
export async function seed(urls: SourceDatabases["urls"]): Promise<void> {
  await addCustomer(urls.crm, "1", "kim");
  await runSql(
    urls.transfers,
    "insert into acct_pty (acct_no, cif_no, role_cd) values ('A1', 'CIF01', 'OWN')",
  );
  await runSql(urls.transfers, ...toBooking("before"));
}

/** A live gateway with slots. */
export interface ReplicatedGateway extends LiveGateway {
  readonly prefix: string;
  /** Connects the sources once more, as another process would. */
  connect(): readonly ConnectedSource[] & AsyncDisposable;
  /** Follows over these sources; looks for changes only every minute unless told otherwise. */
  replicate(connected: readonly ConnectedSource[], more?: Partial<FollowOptions>): SourceFollowing;
}

/** Makes one; its slots are dropped with it. */
export async function createReplicatedGateway(
  seed: (urls: SourceDatabases["urls"]) => Promise<void>,
  sourcesAdminUrl?: string,
): Promise<ReplicatedGateway> {
  const prefix = `test_${randomBytes(4).toString("hex")}`;
  const gateway = await createLiveGateway(seed, sourcesAdminUrl);
  return {
    ...gateway,
    prefix,
    connect: () => {
      const replication = { sources: replicatedSources, prefix };
      const connected = connectSources(gateway.settings, { replication });
      return Object.assign(connected, {
        [Symbol.asyncDispose]: async () => {
          await Promise.all(connected.map((source) => source.close()));
        },
      });
    },
    replicate: (connected, more) => startFollowing(connected, gateway.store, { intervalMs: 60_000, ...more }),
    [Symbol.asyncDispose]: async () => {
      await dropSlots(gateway.urls.crm, prefix);
      await gateway[Symbol.asyncDispose]();
    },
  };
}

/** Waits until these sources send their changes. */
export async function untilStreaming(
  connected: readonly ConnectedSource[],
  names: readonly string[] = replicatedSources,
): Promise<void> {
  await untilState(connected, "STREAMING", names);
}

/** Waits until these sources are in a state of replication. */
export async function untilState(
  connected: readonly ConnectedSource[],
  state: ReplicationStatus["state"],
  names: readonly string[] = replicatedSources,
): Promise<void> {
  await vi.waitFor(
    () => {
      const states = names.map((name) => findStatus(connected, name)?.state);
      expect(states).toEqual(names.map(() => state));
    },
    { timeout: 20_000, interval: 10 },
  );
}

/** The status of a source's replication. */
export function findStatus(
  connected: readonly ConnectedSource[],
  name: string,
): ReplicationStatus | undefined {
  return connected.find((source) => source.name === name)?.replication?.status();
}

/** A slot that was just read from is active until the server has noticed the end. */
async function dropSlots(url: string, prefix: string): Promise<void> {
  await vi.waitFor(
    () =>
      runSql(
        url,
        `select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like '${prefix}%'`,
      ),
    { timeout: 10_000, interval: 50 },
  );
}

/** Statement and values that store a transfer of the account A1. */
export function toBooking(id: string, memo = "rent"): [string, string[]] {
  return [
    `insert into txn (txn_no, acct_no, dc_cd, txn_amt, memo_txt, book_ts)
     values ($1, 'A1', 'D', 1000, $2, '2026-11-20T09:00:00Z')`,
    [id, memo],
  ];
}
