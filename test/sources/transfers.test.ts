import { expect, test } from "vitest";
import { TransferCategory } from "../../src/domains/customer/records.js";
import { purposeCodes } from "../../src/demo/bank/purpose-codes.js";
import { toAskRows } from "../../src/sources/kit/ask-rows.js";
import { bookingsStatement } from "../../src/sources/transfers/bookings.js";
import { toTransferCategory } from "../../src/sources/transfers/purpose-category.js";
import { runSql } from "../harness/databases.js";
import { calm, explain, readPage, startSource } from "./harness.js";

const account = { namespace: "ACCOUNT_ID", value: "110001" } as const;

function booking(id: string, time: string, more: object = {}): object {
  return {
    txn_no: id,
    acct_no: "110001",
    dc_cd: "D",
    txn_amt: "1.00",
    crcy_cd: "KRW",
    so_yn: "N",
    book_ts: time,
    ...more,
  };
}

test("bookings translate every column, money to the last digit", async () => {
  await using bank = await startSource("transfers");
  await bank.insert("txn", [
    booking("t1", "2026-03-01T09:00:00.000001+09:00", {
      dc_cd: "C",
      txn_amt: "1234567890123456.78",
      cntr_nm: " 한국전자 ",
      purp_cd: "SALA",
      so_yn: "Y",
      memo_txt: "3월 급여",
      chnl_cd: "MB",
    }),
  ]);
  expect(await readPage(bank.source, "transfers", account, { limit: 5 })).toEqual([
    {
      recordId: "t1",
      accountId: "110001",
      direction: "CREDIT",
      amount: { amount: "1234567890123456.78", currency: "KRW" },
      counterparty: "한국전자",
      category: "SALARY",
      standingOrder: true,
      memo: "3월 급여",
      channel: "APP",
      bookedAt: "2026-03-01T00:00:00.000001Z",
    },
  ]);
});

test("filters of bookings agree with what the records say", async () => {
  await using bank = await startSource("transfers");
  await bank.insert("txn", [
    booking("t1", "2026-01-01T00:00:00Z", { purp_cd: "RENT" }),
    booking("t2", "2026-01-02T00:00:00Z", { purp_cd: "XYZW", dc_cd: "C" }),
    booking("t3", "2026-01-03T00:00:00Z"),
    booking("t4", "2026-01-04T00:00:00Z", { purp_cd: "ELEC" }),
    booking("t5", "2026-01-05T00:00:00Z", { purp_cd: "RENT", acct_no: "110002" }),
  ]);
  const all = await readPage(bank.source, "transfers", account, { limit: 9 });
  expect(all.map(({ category }) => category)).toEqual(["UTILITIES", null, "OTHER", "HOUSING"]);
  for (const category of Object.values(TransferCategory)) {
    const some = await readPage(bank.source, "transfers", account, {
      limit: 9,
      filter: { categories: [category] },
    });
    expect(some).toEqual(all.filter((transfer) => transfer.category === category));
  }
  const credits = await readPage(bank.source, "transfers", account, {
    limit: 9,
    filter: { direction: "CREDIT" },
  });
  expect(credits.map(({ recordId }) => recordId)).toEqual(["t2"]);
});

test("every purpose code of the demo bank has its category", () => {
  const others = Object.keys(purposeCodes).filter((code) => toTransferCategory(code) === "OTHER");
  expect(others).toEqual(["SUPP", "SCVE", "FREX", "CHAR", "OTHR"]);
  expect(toTransferCategory(null)).toBeNull();
});

test("parties of accounts are customers of the CRM, holders verified", async () => {
  await using bank = await startSource("transfers");
  const reg_dtm = "2026-01-01T00:00:00Z";
  await bank.insert("acct_pty", [
    { acct_no: "110-001", cif_no: "CIF0010000017", role_cd: "OWN", reg_dtm },
    { acct_no: "110001", cif_no: "CIF0010000024", role_cd: "AUT", reg_dtm },
    { acct_no: "110001", cif_no: "branch office", role_cd: "OWN", reg_dtm },
  ]);
  const part = await bank.source.identities?.(undefined, 100, calm);
  expect(part?.items.map(({ subject, identity, verified }) => [subject.value, identity, verified])).toEqual([
    ["10000017", account, true],
    ["10000024", account, false],
  ]);
});

test("a booking by its id and among the changes comes under its account", async () => {
  await using bank = await startSource("transfers");
  const position = await bank.source.latestChangePosition?.(calm);
  await bank.insert("txn", [booking("t1", "2026-01-01T00:00:00Z")]);
  const expected = { key: account, record: { recordId: "t1" } };
  expect(await bank.source.facets.transfers?.readByIds(["t1"], calm)).toMatchObject([expected]);
  expect((await bank.source.changes?.(position, 10, calm))?.items).toMatchObject([expected]);
});

test("bookings are found by the index, without sorting", async () => {
  await using bank = await startSource("transfers");
  await runSql(
    bank.url,
    `insert into txn (txn_no, acct_no, dc_cd, txn_amt, book_ts)
     select 't' || n, 'a' || n % 40, 'D', 1, timestamptz '2026-01-01' + n * interval '1 minute'
     from generate_series(1, 20000) n`,
  );
  const asks = toAskRows<"transfers">([{ key: { ...account, value: "a1" }, page: { limit: 21 } }]);
  const plan = await explain(bank.url, bookingsStatement.text, asks);
  expect(plan).toMatch(/Index Scan using txn_acct/);
  expect(plan).not.toMatch(/Sort/);
});
