import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runSql } from "../harness/databases.js";
import { createImportBench, type ImportBench } from "./import-bench.js";

const bookingMapping = `
source: transfers
table: txn
key: txn_no
file: { separator: ";" }
timeZone: Asia/Seoul
columns:
  txn_no: no
  acct_no: { from: account, required: true }
  dc_cd: { from: kind, do: { map: { IN: C, OUT: D } } }
  txn_amt: { from: amount, do: { decimal: { point: ",", group: "." } } }
  memo_txt: memo
  book_ts: { from: date, do: { datetime: { format: d.M.yyyy } } }
`;

let bench: ImportBench;
let mapping = "";
beforeAll(async () => {
  bench = await createImportBench();
  mapping = await bench.write("booking.yml", bookingMapping);
});
afterAll(() => bench[Symbol.asyncDispose]());

async function importBookings(rows: readonly string[], report = "rejects.csv") {
  const file = await bench.write("bookings.csv", ["no;account;kind;amount;memo;date", ...rows].join("\r\n"));
  const { summary, text } = await bench.run([
    "transfers",
    file,
    "--mapping",
    mapping,
    "--report",
    `${bench.folder}/${report}`,
  ]);
  return { summary, text, rejects: (await bench.read(report)).trimEnd().split("\n") };
}

const bookings = (where: string) =>
  runSql(
    bench.databases.urls.transfers,
    `select txn_no, dc_cd, txn_amt, memo_txt, book_ts::text from txn where txn_no like '${where}' order by txn_no`,
  );

describe("an import", () => {
  test("takes good rows, reports every bad one with line, reason and text, and stops for none", async () => {
    const { summary, text, rejects } = await importBookings([
      "a1;K1;IN;1.234,50;first;3.1.2026",
      "a2;K1;IN;5",
      'a3;K1;OUT;7,00;"never closed;3.1.2026',
      "a4;K1;OUT;7.00;wrong point;3.1.2026",
      "a5;K1;OUT;7,00;no such day;30.2.2026",
      "a6;K1;HOLD;7,00;unknown code;3.1.2026",
      "a7;;OUT;7,00;no account;3.1.2026",
      "a8;K1;OUT;7,123;three decimals;3.1.2026",
      ";K1;OUT;7,00;no key;3.1.2026",
      "a9;K1;OUT;99999999999999999999,00;too large;3.1.2026",
      'b1;K1;OUT;7,00;"say ""yes""; or no";3.1.2026',
    ]);
    expect(summary).toMatchObject({ accepted: 2, added: 2, changed: 0, unchanged: 0, rejected: 9 });
    expect(await bookings("%")).toEqual([
      { txn_no: "a1", dc_cd: "C", txn_amt: "1234.50", memo_txt: "first", book_ts: "2026-01-02 15:00:00+00" },
      {
        txn_no: "b1",
        dc_cd: "D",
        txn_amt: "7.00",
        memo_txt: 'say "yes"; or no',
        book_ts: "2026-01-02 15:00:00+00",
      },
    ]);
    expect(rejects).toEqual([
      "line,reason,row",
      '3,"4 columns instead of 6","a2;K1;IN;5"',
      '4,"the quote of field 5 is not closed","a3;K1;OUT;7,00;""never closed;3.1.2026"',
      '5,"column ""amount"": no amount of the given form","a4;K1;OUT;7.00;wrong point;3.1.2026"',
      '6,"column ""date"": no date of the form d.M.yyyy","a5;K1;OUT;7,00;no such day;30.2.2026"',
      '7,"column ""kind"": not in the code list","a6;K1;HOLD;7,00;unknown code;3.1.2026"',
      '8,"column ""account"": required value is missing","a7;;OUT;7,00;no account;3.1.2026"',
      '9,"txn_amt: more than 2 decimals","a8;K1;OUT;7,123;three decimals;3.1.2026"',
      '10,"column ""no"": required value is missing",";K1;OUT;7,00;no key;3.1.2026"',
      '11,"number out of range (SQLSTATE 22003)","a9;K1;OUT;99999999999999999999,00;too large;3.1.2026"',
    ]);
    expect(text).toContain("rejected 9, see ");
    expect(text).not.toContain("never closed;");
  });

  test("run again adds and changes nothing, and draws no numbers of the table", async () => {
    const rows = Array.from({ length: 4500 }, (_, index) => `again-${index};K2;IN;${index},00;x;1.2.2026`);
    const next = () => runSql(bench.databases.urls.transfers, "select last_value from txn_seq_seq");
    expect((await importBookings(rows)).summary).toMatchObject({ added: 4500, rejected: 0 });
    const before = await next();
    expect((await importBookings(rows)).summary).toMatchObject({
      accepted: 4500,
      added: 0,
      changed: 0,
      unchanged: 4500,
    });
    expect(await next()).toEqual(before);
    const changed = rows.with(7, "again-7;K2;OUT;7,00;x;1.2.2026");
    expect((await importBookings(changed)).summary).toMatchObject({ added: 0, changed: 1, unchanged: 4499 });
  });

  test("a key that is there twice is refused where the rows differ, and taken once where they are equal", async () => {
    const rows = Array.from({ length: 2500 }, (_, index) => `key-${index};K3;IN;1,00;x;1.2.2026`);
    const { summary, rejects } = await importBookings([
      ...rows,
      "key-3;K3;IN;2,00;x;1.2.2026",
      "key-4;K3;IN;1,00;x;1.2.2026",
    ]);
    expect(summary).toMatchObject({ accepted: 2501, added: 2500, unchanged: 1, rejected: 1 });
    expect(rejects[1]).toBe(
      '2502,"the key is there with other values in line 5","key-3;K3;IN;2,00;x;1.2.2026"',
    );
    expect(await bookings("key-3")).toMatchObject([{ txn_amt: "1.00" }]);
  });

  test("one row that only the database refuses does not cost its batch", async () => {
    const rows = Array.from(
      { length: 300 },
      (_, index) => `zero-${index};K4;IN;1,00;${index === 150 ? "a\0b" : "x"};1.2.2026`,
    );
    const { summary, rejects } = await importBookings(rows);
    expect(summary).toMatchObject({ added: 299, rejected: 1 });
    expect(rejects[1]).toContain("a character that the database cannot store");
    expect(rejects[1]).toMatch(/^152,/);
  });

  test("Korean headers in CP949, compressed, with lookups and a filter", async () => {
    const file = await bench.write(
      "고객.csv.gz",
      gzipSync(
        iconv.encode(
          "고객번호|이름|생년월일|성별|지점\nK-1|뷁 똠방|1988.05.01|여|01\nK-2|김 철|1990.12.31|남|99\nK-3|박|1990.12.31|남|02\n",
          "cp949",
        ),
      ),
    );
    const branches = await bench.write("branches.csv", "code,name,open\n01,강남,Y\n02,옛날,N\n");
    const korean = await bench.write(
      "korean.yml",
      `
source: crm
table: cust_mst
key: cust_no
file: { separator: "|", encoding: cp949 }
lookups:
  branch: { key: code, where: { open: Y }, format: { separator: "," } }
columns:
  cust_no: 고객번호
  cust_nm: { from: 이름, do: nfc }
  brth_dt: { from: 생년월일, do: { date: { format: yyyy.MM.dd, to: yyyyMMdd } } }
  sex_cd: { from: 성별, do: { map: { 남: M, 여: F } } }
  brnch_nm: { from: 지점, do: { lookup: branch, take: name } }
`,
    );
    const { summary } = await bench.run(["crm", file, "--mapping", korean, "--lookup", `branch=${branches}`]);
    expect(summary).toMatchObject({ added: 1, rejected: 2 });
    expect(summary.refusals).toEqual([
      { reason: 'column "지점": unknown in the lookup "branch"', rows: 2, firstLine: 3 },
    ]);
    expect(
      await runSql(
        bench.databases.urls.crm,
        "select cust_nm, brth_dt, sex_cd, brnch_nm from cust_mst where cust_no = 'K-1'",
      ),
    ).toEqual([{ cust_nm: "뷁 똠방", brth_dt: "19880501", sex_cd: "F", brnch_nm: "강남" }]);
  });

  test("rows that the mapping leaves out are counted apart", async () => {
    const filtered = await bench.write("filtered.yml", `${bookingMapping}\nwhere: { kind: { not: HOLD } }\n`);
    const file = await bench.write(
      "filtered.csv",
      "no;account;kind;amount;memo;date\nf1;K;HOLD;1;;1.1.2026\nf2;K;IN;1;;1.1.2026\n",
    );
    const { summary, text } = await bench.run(["transfers", file, "--mapping", filtered]);
    expect(summary).toMatchObject({ accepted: 1, skipped: 1, rejected: 0 });
    expect(text).toContain("left out by the mapping 1");
  });
});

describe("a fault", () => {
  const run = (...argv: readonly string[]) => bench.run(argv);

  test("of the command line is told with its usage", async () => {
    await expect(run("transfers", "--mapping", mapping)).rejects.toThrow(
      /missing required argument 'file'[\s\S]*Usage: import/,
    );
    await expect(run("transfers", "x.csv")).rejects.toThrow(/required option '--mapping/);
    await expect(run("bank", "x.csv", "--mapping", mapping)).rejects.toThrow(
      /no source "bank"; the sources are crm, web-events/,
    );
    await expect(run("crm", "x.csv", "--mapping", mapping)).rejects.toThrow(
      /is for the source transfers, not for crm/,
    );
    await expect(run("transfers", "x.csv", "--mapping", mapping, "--report", "x.csv")).rejects.toThrow(
      /would overwrite/,
    );
  });

  test("of the files names the file", async () => {
    await expect(run("transfers", "/nowhere.csv", "--mapping", mapping)).rejects.toThrow(
      /\/nowhere\.csv cannot be read/,
    );
    const empty = await bench.write("empty.csv", "");
    await expect(run("transfers", empty, "--mapping", mapping)).rejects.toThrow(/empty\.csv is empty/);
    const other = await bench.write("other.csv", "no;kind\n1;IN\n");
    await expect(run("transfers", other, "--mapping", mapping)).rejects.toThrow(
      /columns\.acct_no: the file has no column "account"[\s\S]*columns\.txn_amt/,
    );
    await expect(run("transfers", other, "--mapping", mapping, "--lookup", "x=y")).rejects.toThrow(
      /no lookup of this name/,
    );
    await expect(run("transfers", other, "--mapping", mapping, "--report", "/nowhere/r.csv")).rejects.toThrow(
      /report \/nowhere\/r\.csv cannot be written/,
    );
  });

  test("of the mapping against the table lists everything that does not fit", async () => {
    const wrong = await bench.write(
      "wrong.yml",
      "source: transfers\ntable: txn\nkey: acct_no\ncolumns: { acct_no: a, seq: b, colour: c }\n",
    );
    await expect(run("transfers", "x.csv", "--mapping", wrong)).rejects.toThrow(
      /colour: the table has no such column[\s\S]*seq: the table fills it itself[\s\S]*needs a value for "txn_no"[\s\S]*key: acct_no is no unique key/,
    );
    const noTable = await bench.write(
      "no-table.yml",
      "source: transfers\ntable: nix\nkey: a\ncolumns: { a: a }\n",
    );
    await expect(run("transfers", "x.csv", "--mapping", noTable)).rejects.toThrow(/has no table "nix"/);
  });

  test("of the database says whether it is away or not there at all", async () => {
    const away = { TRANSFERS_URL: "postgres://nobody:secret@127.0.0.1:1/none" };
    const attempt = bench.run(["transfers", "x.csv", "--mapping", mapping], away);
    await expect(attempt).rejects.toThrow(
      "The database of the source transfers does not answer (ECONNREFUSED).",
    );
    await expect(
      bench.run(["transfers", "x.csv", "--mapping", mapping], { TRANSFERS_URL: "" }),
    ).rejects.toThrow(
      /No demo runs on .*no-demo \(DATA_DIR\): start it with "npm start", or give the source's database in TRANSFERS_URL/,
    );
  });
});
