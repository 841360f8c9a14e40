import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createSourceDatabases, runSql, type SourceDatabases } from "../../../test/harness/databases.js";
import { seedBank, type SourceUrls } from "./seed-bank.js";
import { startTraffic } from "./traffic.js";

const until = new Date("2026-11-23T04:05:06.789Z");
/** Later than the seed, and standing still: rows with this time are the traffic's. */
const clock = { now: () => new Date("2026-11-23T05:00:00.000Z") };
const live = [
  ["webEvents", "hit where hit_ts"],
  ["transfers", "txn where book_ts"],
  ["consultations", "cnslt where end_ts"],
  ["crm", "cmpgn_cntct where cntct_dtm"],
] as const;

describe("the traffic", () => {
  let databases: SourceDatabases;
  let urls: SourceUrls;

  async function countLive(): Promise<readonly number[]> {
    return await Promise.all(
      live.map(async ([database, rows]) => {
        const text = `select count(*)::int as n from ${rows} >= $1`;
        const [row] = (await runSql(urls[database], text, [clock.now().toISOString()])) as { n: number }[];
        return row?.n ?? 0;
      }),
    );
  }

  const countAll = async (): Promise<number> => (await countLive()).reduce((sum, count) => sum + count, 0);

  beforeAll(async () => {
    databases = await createSourceDatabases();
    const { crm, web_events: webEvents, transfers, consultations } = databases.urls;
    urls = { crm, webEvents, transfers, consultations };
    await seedBank({ urls, customers: 40, until });
  });
  afterAll(async () => {
    await databases[Symbol.asyncDispose]();
  });

  test("writes at about its rate, mostly hits of known logins, and stops at once", async () => {
    const perSecond = 200;
    const before = await countAll();
    const startedAt = performance.now();
    const traffic = startTraffic({ urls, perSecond, clock });
    await vi.waitFor(async () => expect((await countAll()) - before).toBeGreaterThan(150), {
      timeout: 15_000,
      interval: 50,
    });
    await traffic[Symbol.asyncDispose]();
    const seconds = (performance.now() - startedAt) / 1_000;
    const written = (await countAll()) - before;
    expect(written).toBeLessThanOrEqual(seconds * perSecond + 1);
    const [hits = 0] = await countLive();
    expect(hits / written).toBeGreaterThan(0.6);
    const open =
      "select count(*)::int as n from pg_stat_activity where application_name = 'bank-traffic' and datname = current_database()";
    expect(await runSql(urls.webEvents, open)).toEqual([{ n: 0 }]);
    expect((await countAll()) - before).toBe(written);
    const strangers = `select count(*)::int as n from hit live where hit_ts >= $1 and login_id is not null
                        and not exists (select from hit where login_id = live.login_id and hit_ts < $1)`;
    expect(await runSql(urls.webEvents, strangers, [clock.now().toISOString()])).toEqual([{ n: 0 }]);
  });

  test("goes on after its connections are cut, and tells of it by codes only", async () => {
    const failures: string[] = [];
    const later = { now: () => new Date("2026-11-23T06:00:00.000Z") };
    await using _traffic = startTraffic({
      urls,
      perSecond: 100,
      clock: later,
      onFailure: (code) => failures.push(code),
    });
    const count = async (): Promise<number> => {
      const [row] = (await runSql(urls.webEvents, "select count(*)::int as n from hit where hit_ts >= $1", [
        later.now().toISOString(),
      ])) as { n: number }[];
      return row?.n ?? 0;
    };
    await vi.waitFor(async () => expect(await count()).toBeGreaterThan(5), { timeout: 15_000 });
    const cut =
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'bank-traffic' and datname = current_database()";
    expect(await runSql(urls.webEvents, cut)).not.toHaveLength(0);
    const before = await count();
    await vi.waitFor(async () => expect(await count()).toBeGreaterThan(before + 5), { timeout: 15_000 });
    for (const code of failures) expect(code).toMatch(/^[A-Z0-9_]{5,20}$/);
  });

  test("of rate 0 connects to nothing, and a rate that is none is refused", async () => {
    const nowhere = { crm: "postgresql://nowhere", webEvents: "", transfers: "", consultations: "" };
    await using _traffic = startTraffic({ urls: nowhere, perSecond: 0 });
    expect(() => startTraffic({ urls, perSecond: -1 })).toThrow("0 or more");
    expect(() => startTraffic({ urls, perSecond: Number.NaN })).toThrow("number of rows per second");
  });
});
