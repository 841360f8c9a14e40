import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSourceDatabases, runSql, type SourceDatabases } from "../../../test/harness/databases.js";
import { buildPopulation } from "./population/build-population.js";
import { purposeCodes } from "./purpose-codes.js";
import { seedBank, type SeedProgress, type SourceUrls } from "./seed-bank.js";
import { showcase } from "./showcase.js";
import { unknownLoginPrefix, watchedProduct } from "./web-events/hit-rows.js";

const customers = 60;
const until = new Date("2026-11-23T04:05:06.789Z");
const tables = {
  crm: ["cust_mst", "prd_hold", "cmpgn_cntct"],
  webEvents: ["hit"],
  transfers: ["acct", "acct_pty", "txn"],
  consultations: ["cnslt"],
} as const satisfies Record<keyof SourceUrls, readonly string[]>;
const databaseNames = Object.keys(tables) as (keyof SourceUrls)[];

function toUrls({ urls }: SourceDatabases): SourceUrls {
  return {
    crm: urls.crm,
    webEvents: urls.web_events,
    transfers: urls.transfers,
    consultations: urls.consultations,
  };
}

async function hashTables(urls: SourceUrls): Promise<Record<string, unknown>> {
  const hashes: Record<string, unknown> = {};
  for (const database of databaseNames) {
    for (const table of tables[database]) {
      const text = `select count(*)::int as rows, md5(string_agg(t::text, chr(10) order by t::text)) as hash from ${table} t`;
      [hashes[table]] = await runSql(urls[database], text);
    }
  }
  return hashes;
}

describe("the demo bank", () => {
  let databases: SourceDatabases;
  let urls: SourceUrls;
  const progress: SeedProgress[] = [];

  /** The first column of all rows. */
  async function column(
    database: keyof SourceUrls,
    text: string,
    values?: readonly unknown[],
  ): Promise<unknown[]> {
    const rows = await runSql(urls[database], text, values);
    return rows.map((row): unknown => Object.values(row as Record<string, unknown>)[0]);
  }

  async function value(
    database: keyof SourceUrls,
    text: string,
    values?: readonly unknown[],
  ): Promise<unknown> {
    return (await column(database, text, values))[0];
  }

  beforeAll(async () => {
    databases = await createSourceDatabases();
    urls = toUrls(databases);
    await seedBank({ urls, customers, until, onProgress: (step) => progress.push(step) });
  });
  afterAll(async () => {
    await databases[Symbol.asyncDispose]();
  });

  test("is the same for the same seed and day; another seed has other people around those of the story", async () => {
    await using again = await createSourceDatabases();
    await seedBank({ urls: toUrls(again), customers, seed: 1, until });
    expect(await hashTables(toUrls(again))).toEqual(await hashTables(urls));
    const toNames = (seed: number) => buildPopulation(customers, seed, until).people.map(({ name }) => name);
    expect(toNames(2)).not.toEqual(toNames(1));
    expect(toNames(2).slice(0, 10)).toEqual(toNames(1).slice(0, 10));
  });

  test("is left as it is when it is filled a second time", async () => {
    const before = await hashTables(urls);
    await seedBank({ urls, customers: 80, seed: 3, until });
    expect(await hashTables(urls)).toEqual(before);
  });

  test("tells of its progress, database by database, up to the end", () => {
    for (const database of databaseNames) {
      const steps = progress.filter((step) => step.database === database);
      const done = steps.map((step) => step.done);
      expect(done).toEqual([...done].sort((left, right) => left - right));
      expect(steps.at(-1)).toMatchObject({ done: customers, total: customers });
    }
  });

  test("names only customers and accounts that exist", async () => {
    const known = new Set(await column("crm", "select cust_no from cust_mst"));
    expect(known.size).toBe(customers);
    const named = [
      ...(await column("crm", "select cust_no from prd_hold union select cust_no from cmpgn_cntct")),
      ...(await column("consultations", "select distinct cust_no from cnslt where cust_no is not null")),
      ...(await column("transfers", "select distinct right(cif_no, 8) from acct_pty")),
    ];
    expect(named.filter((custNo) => !known.has(custNo))).toEqual([]);
    expect(
      await value("transfers", "select count(*)::int from acct_pty where cif_no !~ '^CIF[0-9]{10}$'"),
    ).toBe(0);
    const homeless = `select count(*)::int from (select acct_no from txn union select acct_no from acct_pty) named
                       where acct_no not in (select acct_no from acct)`;
    expect(await value("transfers", homeless)).toBe(0);
  });

  test("has hits of the CRM's logins, of strangers, and of logins that have left", async () => {
    const known = new Set(
      await column("crm", "select ib_user_id from cust_mst where ib_user_id is not null"),
    );
    const logins = await column("webEvents", "select distinct login_id from hit where login_id is not null");
    const unknown = logins.filter((login) => !known.has(login));
    expect(unknown.length).toBeGreaterThan(0);
    expect(unknown.filter((login) => !String(login).startsWith(unknownLoginPrefix))).toEqual([]);
    expect(logins.length - unknown.length).toBe(known.size);
    const anonymous = "select count(*) filter (where login_id is null)::float / count(*) from hit";
    expect(await value("webEvents", anonymous)).toBeGreaterThan(0.1);
  });

  test("has lines that a family shares, registered to one of them or to none", async () => {
    const owners = "select array_agg(cust_no || hp_own_yn order by cust_no) from cust_mst where hp_no = $1";
    const { minjun, hajun, byungchul, youngja } = showcase;
    expect(await value("crm", owners, [minjun.phone])).toEqual([`${minjun.custNo}Y`, `${hajun.custNo}N`]);
    expect(await value("crm", owners, [youngja.phone])).toEqual([
      `${byungchul.custNo}N`,
      `${youngja.custNo}N`,
    ]);
    const owned = `select max(owners)::int from (select count(*) as owners from cust_mst
                    where hp_own_yn = 'Y' group by regexp_replace(hp_no, '\\D', '', 'g')) line`;
    expect(await value("crm", owned)).toBe(1);
  });

  test("has a family tablet whose cookie two logins use, and no cookie that more use", async () => {
    const text = `select array_agg(distinct login_id order by login_id) as logins from hit
                   where login_id is not null group by vst_id having count(distinct login_id) > 1`;
    const shared = await column("webEvents", text);
    expect(shared).toContainEqual([showcase.minjun.login, showcase.seoyeon.login]);
    for (const logins of shared) expect(logins).toHaveLength(2);
  });

  test("has customers of whom little is known", async () => {
    const row = (custNo: string) => runSql(urls.crm, "select * from cust_mst where cust_no = $1", [custNo]);
    const [yuna] = await row(showcase.yuna.custNo);
    const filled = Object.entries(yuna as object).flatMap(([name, entry]) => (entry === null ? [] : [name]));
    expect(filled.sort()).toEqual(["chg_seq", "cust_nm", "cust_no", "hp_own_yn", "upd_dtm"]);
    expect(await row(showcase.daehyun.custNo)).toMatchObject([{ hp_no: null, ib_user_id: "daehyun.jung" }]);
    expect(await row(showcase.emily.custNo)).toMatchObject([
      { lang_cd: "en", ntn_cd: "US", cust_nm: "Emily Carter" },
    ]);
    const namesakes = await column("crm", "select cust_no from cust_mst where cust_nm = '김민준'");
    expect(namesakes).toEqual(expect.arrayContaining([showcase.minjun.custNo, showcase.namesake.custNo]));
  });

  test("has something of 김민준 in every system", async () => {
    const { custNo, login } = showcase.minjun;
    const counts = [
      await value("crm", "select count(*)::int from prd_hold where cust_no = $1", [custNo]),
      await value("crm", "select count(*)::int from cmpgn_cntct where cust_no = $1", [custNo]),
      await value("webEvents", "select count(*)::int from hit where login_id = $1", [login]),
      await value("consultations", "select count(*)::int from cnslt where cust_no = $1", [custNo]),
      await value(
        "transfers",
        "select count(*)::int from txn join acct_pty using (acct_no) where cif_no = 'CIF00' || $1",
        [custNo],
      ),
    ];
    for (const count of counts) expect(count).toBeGreaterThan(0);
  });

  test("leaves 김민준 one view of a product away from the rule of three views", async () => {
    const text = `select hit_nm from hit where prd = $1 and hit_ts > $2::timestamptz - interval '24 hours'
                   and vst_id in (select vst_id from hit where login_id = $3)`;
    const names = await column("webEvents", text, [
      watchedProduct.name,
      until.toISOString(),
      showcase.minjun.login,
    ]);
    expect(names.filter((name) => name === "Product Viewed")).toHaveLength(2);
    expect(names).not.toContain("Application Started");
  });

  test("is written in composed Korean and lies in the twelve months before its last day", async () => {
    for (const database of databaseNames) {
      for (const table of tables[database]) {
        const text = `select count(*)::int from ${table} t where t::text is not nfc normalized`;
        expect({ table, others: await value(database, text) }).toEqual({ table, others: 0 });
      }
    }
    const times = {
      webEvents: "hit_ts from hit",
      transfers: "book_ts from txn",
      consultations: "strt_ts from cnslt",
    };
    for (const [database, source] of Object.entries(times)) {
      const [time] = source.split(" ");
      const text = `select min(${time ?? ""}) >= $1::timestamptz - interval '365 days' and max(${time ?? ""}) < $1
                      and count(distinct ${time ?? ""}) < count(*)
                      and count(*) filter (where date_part('microseconds', ${time ?? ""})::int % 1000 <> 0) > count(*) / 4
                      from ${source.split(" from ")[1] ?? ""}`;
      const isSo = await value(database as keyof SourceUrls, text, [until.toISOString()]);
      expect({ source, isSo }).toEqual({ source, isSo: true });
    }
  });

  test("books with purposes that are on the list only", async () => {
    const used = await column("transfers", "select distinct purp_cd from txn where purp_cd is not null");
    expect(used.filter((code) => !Object.keys(purposeCodes).includes(String(code)))).toEqual([]);
    expect(used).toEqual(expect.arrayContaining(["SALA", "PENS", "RENT", "EDUC", "SAVG", "CDCD"]));
    const salaries =
      "select distinct extract(day from book_ts at time zone 'Asia/Seoul')::int from txn where purp_cd = 'SALA'";
    expect(await column("transfers", salaries)).toEqual([25]);
  });

  test("is judged by its callers as they speak", async () => {
    const [row] = await runSql(
      urls.consultations,
      `select max(senti_scr) filter (where csat_scr = 1)::float as angry,
              min(senti_scr) filter (where csat_scr = 5 and rslt_nm = '칭찬 접수')::float as pleased,
              (count(*) filter (where cust_no is null))::float / count(*) as unidentified,
              count(*) filter (where lang_cd = 'en')::int as english from cnslt`,
    );
    expect((row as { angry: number }).angry).toBeLessThan(0);
    expect((row as { pleased: number }).pleased).toBeGreaterThan(0.3);
    expect((row as { english: number }).english).toBeGreaterThan(0);
    expect((row as { unidentified: number }).unidentified).toBeGreaterThan(0.25);
    expect((row as { unidentified: number }).unidentified).toBeLessThan(0.45);
  });
});
