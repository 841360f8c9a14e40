// The command as a process: how it finds the running demo, what it prints, how it ends.
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { join } from "node:path";
import { mkdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { writeDemoState } from "../../src/demo/demo-state.js";
import { createStore } from "../../src/store/create-store.js";
import { createDatabase, runSql } from "../harness/databases.js";
import { createImportBench, root } from "./import-bench.js";
import { testCipher, testKeys } from "../fakes/key-ring.js";

async function runCommand(dataDir: string, ...argv: readonly string[]) {
  const launcher = [join(root, "bin/launch.mjs"), "src/demo/import/import-command.ts", ...argv];
  const child = spawn(process.execPath, launcher, {
    cwd: root,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      DATA_DIR: dataDir,
      PERSONAL_DATA_KEYS: testKeys,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [output, errors, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { output, errors, exitCode };
}

test("the command loads into the running demo and links its customers", { timeout: 60_000 }, async () => {
  await using bench = await createImportBench();
  await using gateway = await createDatabase();
  await using store = await openStore(gateway.url);
  const dataDir = join(bench.folder, "data");
  await mkdir(dataDir);
  const { crm, web_events, transfers, consultations } = bench.databases.urls;
  const urls = {
    CRM_URL: crm,
    WEB_EVENTS_URL: web_events,
    TRANSFERS_URL: transfers,
    CONSULTATIONS_URL: consultations,
  };
  await writeDemoState(dataDir, { urls: { ...urls, DATABASE_URL: gateway.url } });
  const mapping = await bench.write(
    "person.yml",
    "source: crm\ntable: cust_mst\nkey: cust_no\ncolumns: { cust_no: id, cust_nm: name, ib_user_id: login }\n",
  );
  const file = await bench.write("person.csv", "id,name,login\n900001,김하나,hana\n900002\n900003,박둘,\n");

  const first = await runCommand(dataDir, "crm", file, "--mapping", mapping);
  expect(first.output).toBe(
    [
      "person.csv into crm.cust_mst",
      "  accepted 2 (new 2, changed 0, unchanged 0)",
      "  rejected 1, see them all with --report <file>",
      "    line 3: 1 columns instead of 3",
      "  identities up to date (3 read)\n",
    ].join("\n"),
  );
  expect(first.errors).toContain("person.csv: 100 % read");
  expect(first.exitCode).toBe(0);
  expect(await runSql(crm, "select count(*)::int as n from cust_mst")).toEqual([{ n: 2 }]);
  const holders = await store.identities.loadHolders([{ namespace: "LOGIN_ID", value: "hana" }]);
  expect(holders.get("LOGIN_ID:hana")).toHaveLength(1);
});

test(
  "faults end the command with exit code 1 and one message on standard error",
  { timeout: 60_000 },
  async () => {
    const mapping = join(root, "examples/mappings/berka/client.yml");
    const fault = await runCommand(join(root, "no-such-folder"), "crm", "x.csv", "--mapping", mapping);
    expect(fault.exitCode).toBe(1);
    expect(fault.output).toBe("");
    expect(fault.errors).toMatch(/^No demo runs on .*no-such-folder \(DATA_DIR\): .*\n$/);
  },
);

async function openStore(url: string) {
  const store = await createStore({ url, cipher: testCipher });
  await store.migrate();
  return { identities: store.identities, [Symbol.asyncDispose]: () => store.close() };
}
