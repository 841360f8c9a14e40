// What replication asks of a source, and what it never does to one.
import { randomBytes } from "node:crypto";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { sources } from "../../src/sources/index.js";
import type { ConnectedReplication } from "../../src/sources/kit/replication/replication.js";
import { runSql } from "../harness/databases.js";
import { calm, startSource } from "./harness.js";

vi.setConfig({ testTimeout: 30_000 });

/** The replication of the transfers in a database, by a role of its own if one is given. */
function connect(url: string, prefix: string, role?: string): ConnectedReplication {
  const address = new URL(url);
  if (role !== undefined) {
    address.username = role;
    address.password = "secret";
  }
  const transfers = sources.find(({ name }) => name === "transfers");
  const options = { replication: { sources: ["transfers"], prefix } };
  const source = transfers?.connect({ TRANSFERS_URL: address.href }, options);
  if (source?.replication === undefined) throw new Error("Transfers are not replicated.");
  onTestFinished(() => source.close());
  return source.replication;
}

const makeName = () => `test_${randomBytes(4).toString("hex")}`;

/** Makes a role that may read, dropped with the test. */
async function createRole(url: string, more: string): Promise<string> {
  const role = makeName();
  await runSql(url, `create role ${role} login password 'secret' ${more}`);
  await runSql(url, `grant select on all tables in schema public to ${role}`);
  return role;
}

const dropRole = (url: string, role: string) => runSql(url, `drop owned by ${role}; drop role ${role}`);

describe("a source replicates", () => {
  test("by a publication of its operator and a role that may replicate and read, and nothing more", async () => {
    await using bank = await startSource("transfers");
    const prefix = makeName();
    await runSql(bank.url, `create publication ${prefix}_transfers for table acct_pty, txn`);
    const role = await createRole(bank.url, "replication");
    const replication = connect(bank.url, prefix, role);
    expect(await replication.prepare(undefined, calm)).toMatchObject({ gap: "NEW" });
    expect(await replication.look(calm)).toMatchObject({ isActive: false, walStatus: "reserved" });
    await connect(bank.url, prefix).drop(calm);
    expect(await replication.look(calm)).toBeUndefined();
    expect(await runSql(bank.url, "select pubname from pg_publication")).toEqual([]);
    await dropRole(bank.url, role);
  });

  test.each([
    ["not where the role may not make a publication", "replication", "The role may not make the publication"],
    ["not where the role may not make a slot", "", "The role may not make the publication"],
  ])("%s", async (_, rights, sentence) => {
    await using bank = await startSource("transfers");
    const prefix = makeName();
    if (rights === "")
      await runSql(bank.url, `create publication ${prefix}_transfers for table acct_pty, txn`);
    const role = await createRole(bank.url, rights);
    const preparing = connect(bank.url, prefix, role).prepare(undefined, calm);
    await expect(preparing).rejects.toMatchObject({
      name: "ReplicationUnavailable",
      message: expect.stringContaining(sentence) as unknown,
    });
    await dropRole(bank.url, role);
  });

  test("not where publishing would make the source's own updates fail", async () => {
    await using bank = await startSource("transfers");
    await runSql(bank.url, "alter table txn drop constraint txn_pkey");
    await expect(connect(bank.url, makeName()).prepare(undefined, calm)).rejects.toThrow(
      "The table public.txn has no primary key and no replica identity.",
    );
    await runSql(bank.url, "update txn set memo_txt = 'still possible'");
    expect(await runSql(bank.url, "select pubname from pg_publication")).toEqual([]);
  });

  test("not through a slot that is another program's", async () => {
    await using bank = await startSource("transfers");
    const prefix = makeName();
    const name = `${prefix}_transfers`;
    await runSql(bank.url, `select pg_create_logical_replication_slot('${name}', 'test_decoding')`);
    await expect(connect(bank.url, prefix).prepare(undefined, calm)).rejects.toThrow("is another program's");
    await runSql(bank.url, `select pg_drop_replication_slot('${name}')`);
  });
});
