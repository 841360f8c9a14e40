import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withClient } from "./create-bank-databases.js";
import { startDemoBank, type DemoBankOptions } from "./start-demo-bank.js";

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "customer-360-bank-"));
});
afterAll(() => rm(dataDir, { recursive: true }));

function count(url: string, table: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${table}`);
    return rows[0]!.n;
  });
}

/** A start with a seed of one customer, and a count of how often it ran. */
function start(options: Partial<DemoBankOptions> = {}) {
  return startDemoBank({
    dataDir,
    customers: 1,
    seed: 1,
    until: new Date("2026-11-01T00:00:00Z"),
    fill: async (urls) => {
      await withClient(urls.crm, (client) => client.query("insert into cust_mst (cust_no) values ('C1')"));
    },
    ...options,
  });
}

// Making a data directory waits for the disk, which a busy machine shares.
describe("the demo bank", { timeout: 60_000 }, () => {
  test("that was cut off while it was filled is not taken for whole", async () => {
    const cutOff = start({
      fill: async (urls) => {
        await withClient(urls.crm, (client) =>
          client.query("insert into cust_mst (cust_no) values ('half')"),
        );
        throw new Error("cut off");
      },
    });
    await expect(cutOff).rejects.toThrow("cut off");

    const steps: string[] = [];
    await using bank = await start({ onProgress: ({ step }) => steps.push(step) });
    expect(await count(bank.urls.crm, "cust_mst where cust_no = 'half'")).toBe(0);
    expect(await count(bank.urls.crm, "cust_mst")).toBe(1);
    expect(await count(bank.urls.webEvents, "hit")).toBe(0);
    expect(await count(bank.urls.gateway, "pg_tables where schemaname = 'public'")).toBe(0);
    expect(steps).toEqual(["PostgreSQL", "PostgreSQL", "Databases", "Databases"]);
  });

  test("that is whole is found again as it was, whatever is asked for", async () => {
    await using bank = await start({
      customers: 7,
      fill: () => Promise.reject(new Error("must not be filled twice")),
    });
    expect(bank.contents).toMatchObject({ customers: 1, seed: 1 });
    expect(await count(bank.urls.crm, "cust_mst")).toBe(1);
  });

  test("whose tables are of another version is refused with what to do", async () => {
    {
      await using bank = await start();
      const admin = bank.urls.crm.replace(/crm$/, "postgres");
      await withClient(admin, (client) => client.query("update finished_bank set schemas = 'older'"));
    }
    await expect(start()).rejects.toThrow(/another version.*Remove the folder/);
  });
});
