// cspell:ignore PRIJE
// The Berka bank (PKDD'99) through the importer, compared with figures computed from the raw files another way.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStore } from "../../src/store/create-store.js";
import { createDatabase, runSql, type TestDatabase } from "../harness/databases.js";
import { readRawRows, sumByAccount } from "./berka-figures.js";
import { createImportBench, type ImportBench, root } from "./import-bench.js";
import { testCipher } from "../fakes/key-ring.js";

const folder = join(root, "../shared/data/transfers");
const isThere = existsSync(join(folder, "berka_trans.asc"));

const parts = [
  ["crm", "client"],
  ["transfers", "account"],
  ["transfers", "disp"],
  ["transfers", "trans"],
  ["crm", "card"],
  ["crm", "loan"],
] as const;

const counts = { client: 5369, account: 4500, disp: 5369, trans: 49_102, card: 892, loan: 682 };

let bench: ImportBench;
let gateway: TestDatabase;

const importPart = async (source: string, name: string) =>
  (
    await bench.run(
      [
        source,
        join(folder, `berka_${name}.asc`),
        "--mapping",
        join(root, `examples/mappings/berka/${name}.yml`),
      ].concat(["--report", join(bench.folder, `${name}-rejects.csv`)]),
      { DATABASE_URL: gateway.url },
    )
  ).summary;

const crm = (sql: string, values?: readonly unknown[]) => runSql(bench.databases.urls.crm, sql, values);
const transfers = (sql: string, values?: readonly unknown[]) =>
  runSql(bench.databases.urls.transfers, sql, values);

describe.skipIf(!isThere)(
  `the Berka bank${isThere ? "" : ` (skipped: ../shared/data/transfers is absent)`}`,
  () => {
    const raw = (name: string) => readRawRows(folder, name);
    let firstRun: Record<string, Awaited<ReturnType<typeof importPart>>>;

    beforeAll(async () => {
      bench = await createImportBench();
      gateway = await createDatabase();
      const store = await createStore({ url: gateway.url, cipher: testCipher });
      await store.migrate();
      await store.close();
      firstRun = {};
      for (const [source, name] of parts) firstRun[name] = await importPart(source, name);
    }, 120_000);
    afterAll(async () => {
      await gateway[Symbol.asyncDispose]();
      await bench[Symbol.asyncDispose]();
    });

    test("every complete row is accepted, and only the cut line of the bookings is rejected", async () => {
      for (const [, name] of parts) {
        expect([name, firstRun[name]]).toMatchObject([
          name,
          { accepted: counts[name], added: counts[name], rejected: name === "trans" ? 1 : 0 },
        ]);
        expect(raw(name)).toHaveLength(counts[name]);
      }
      expect(await bench.read("trans-rejects.csv")).toBe(
        'line,reason,row\n49104,"the quote of field 4 is not closed","3526882;11021;940331;""PRIJE"\n',
      );
      expect(await crm("select count(*)::int as n from cust_mst")).toEqual([{ n: 5369 }]);
      expect(await transfers("select count(*)::int as n from txn")).toEqual([{ n: 49_102 }]);
    });

    test("bookings and sums of every account are those of the file", async () => {
      const rows = (await transfers(`
      select acct_no, count(*)::int as bookings,
        coalesce(sum(txn_amt * 100) filter (where dc_cd = 'C'), 0)::float8 as credits,
        coalesce(sum(txn_amt * 100) filter (where dc_cd = 'D'), 0)::float8 as debits
      from txn group by acct_no`)) as {
        acct_no: string;
        bookings: number;
        credits: number;
        debits: number;
      }[];
      const imported = new Map(rows.map(({ acct_no, ...figures }) => [acct_no, figures]));
      const expected = sumByAccount(raw("trans"));
      expect(expected.size).toBeGreaterThan(1000);
      expect(imported).toEqual(expected);
    });

    test("birth date and sex of every client follow from the birth number", async () => {
      const rows = (await crm("select cust_no, brth_dt, sex_cd from cust_mst")) as Record<string, string>[];
      const expected = raw("client").map(([id, number = ""]) => {
        const month = Number(number.slice(2, 4));
        const isWoman = month > 50;
        const plainMonth = String(isWoman ? month - 50 : month).padStart(2, "0");
        return [id, `19${number.slice(0, 2)}${plainMonth}${number.slice(4)} ${isWoman ? "F" : "M"}`];
      });
      expect(new Map(rows.map((row) => [row["cust_no"], `${row["brth_dt"]} ${row["sex_cd"]}`]))).toEqual(
        new Map(expected as [string, string][]),
      );
    });

    test("client 1 is, field by field, what the files say", async () => {
      expect(await crm("select * from cust_mst where cust_no = '1'")).toMatchObject([
        {
          cust_no: "1",
          cust_nm: null,
          brth_dt: "19701213",
          sex_cd: "F",
          sido_nm: "Pisek",
          brnch_nm: "Pisek",
          ntn_cd: "CZ",
          lang_cd: "cs",
          tz_nm: "Europe/Prague",
          hp_no: null,
          email_addr: null,
        },
      ]);
      expect(
        await transfers("select acct_no, cif_no, role_cd from acct_pty where cif_no = 'CIF0000000001'"),
      ).toEqual([{ acct_no: "1", cif_no: "CIF0000000001", role_cd: "OWN" }]);
      expect(
        await transfers(
          "select acct_no, prd_cd, brnch_nm, crcy_cd, open_dt::text from acct where acct_no = '576'",
        ),
      ).toEqual([
        {
          acct_no: "576",
          prd_cd: "STATEMENT-MONTHLY",
          brnch_nm: "Brno - venkov",
          crcy_cd: "CZK",
          open_dt: "1993-01-01",
        },
      ]);
    });

    test("bookings carry purpose, counterparty and day", async () => {
      const columns =
        "txn_no, acct_no, dc_cd, txn_amt, crcy_cd, cntr_nm, purp_cd, memo_txt, chnl_cd, book_ts::text";
      expect(
        await transfers(`select ${columns} from txn where txn_no in ('695247', '171814') order by txn_no`),
      ).toEqual([
        {
          txn_no: "171814",
          acct_no: "576",
          dc_cd: "C",
          txn_amt: "6207.00",
          crcy_cd: "CZK",
          cntr_nm: "YZ 30300313",
          purp_cd: "PENS",
          memo_txt: "PREVOD Z UCTU",
          chnl_cd: null,
          book_ts: "1993-02-10 23:00:00+00",
        },
        {
          txn_no: "695247",
          acct_no: "2378",
          dc_cd: "C",
          txn_amt: "700.00",
          crcy_cd: "CZK",
          cntr_nm: null,
          purp_cd: null,
          memo_txt: "VKLAD",
          chnl_cd: "BR",
          book_ts: "1992-12-31 23:00:00+00",
        },
      ]);
      const purposes = (await transfers(
        "select purp_cd as code, count(*)::int as n from txn where purp_cd is not null group by 1",
      )) as { code: string; n: number }[];
      expect(Object.fromEntries(purposes.map(({ code, n }) => [code, n]))).toEqual({
        INTE: 9463,
        FEES: 5445,
        UBIL: 3719,
        PENS: 1770,
        INSU: 644,
        LOAR: 123,
        FCPM: 64,
      });
    });

    test("cards and loans hang on the client who holds the account", async () => {
      const owners = new Map(
        raw("disp")
          .filter(([, , , type]) => type === "OWNER")
          .map(([, client, account]) => [account, client]),
      );
      const dispositions = new Map(raw("disp").map(([id, client, account]) => [id, [client, account]]));
      const expected = new Map([
        ...raw("card").map(
          ([id, disposition]) => [`card-${id}`, dispositions.get(disposition)?.join("/")] as const,
        ),
        ...raw("loan").map(([id, account]) => [`loan-${id}`, `${owners.get(account)}/${account}`] as const),
      ]);
      const rows = (await crm("select hold_no, cust_no || '/' || acct_no as holder from prd_hold")) as Record<
        string,
        string
      >[];
      expect(new Map(rows.map((row) => [row["hold_no"], row["holder"]]))).toEqual(expected);
    });

    test("clients and accounts are linked when the command returns", async () => {
      const store = await createStore({ url: gateway.url, cipher: testCipher });
      try {
        const keys = [
          { namespace: "CRM_ID", value: "1" },
          { namespace: "ACCOUNT_ID", value: "576" },
        ] as const;
        const holders = await store.identities.loadHolders(keys);
        const owner = raw("disp").find(([, , account, type]) => account === "576" && type === "OWNER")?.[1];
        const ids = keys.flatMap(({ namespace, value }) =>
          (holders.get(`${namespace}:${value}`) ?? [])
            .filter((one) => one.verified)
            .map((one) => one.customerId),
        );
        const customers = await store.identities.loadCustomers(ids);
        expect(ids.map((id) => customers.get(id)?.crmId)).toEqual(["1", owner]);
      } finally {
        await store.close();
      }
    });

    test("running it twice changes nothing", async () => {
      for (const [source, name] of parts) {
        expect([name, await importPart(source, name)]).toMatchObject([
          name,
          {
            accepted: counts[name],
            added: 0,
            changed: 0,
            unchanged: counts[name],
            rejected: name === "trans" ? 1 : 0,
          },
        ]);
      }
    }, 120_000);
  },
);
