// Rows of core banking: the population's accounts and parties, and bookings drawn by PostgreSQL.
import type { Client } from "pg";
import { copyRows, copyValues } from "../../src/demo/bank/copy-rows.js";
import type { Population } from "../../src/demo/bank/population/build-population.js";
import { accountPartyRows, accountRows } from "../../src/demo/bank/transfers/account-rows.js";
import { dataSetSeed } from "./data-set-size.js";
import { insertInParts, randomSql, type ReportShare, spreadSql } from "./insert-in-parts.js";

/** Fills `acct`, `acct_pty` and `txn`. */
export async function fillTransfers(
  client: Client,
  population: Population,
  rows: number,
  report: ReportShare,
): Promise<void> {
  await copyRows(client, "acct", accountRows(population));
  await copyRows(client, "acct_pty", accountPartyRows(population));
  await client.query("create temp table account (n int primary key, acct_no text, crcy_cd text)");
  const accounts = population.people.flatMap((person) => person.accounts);
  await copyValues(
    client,
    "account",
    ["n", "acct_no", "crcy_cd"],
    accounts.map(({ number, currency }, n) => [n, number, currency]),
  );
  await client.query("analyze account");
  await insertInParts(client, rows, report, (from, to, total) => ({
    text: `
      insert into txn (txn_no, acct_no, dc_cd, txn_amt, crcy_cd, cntr_nm, purp_cd, so_yn, memo_txt, chnl_cd, book_ts)
      select 'T' || lpad(g::text, 9, '0'), account.acct_no,
        case when r % 4 = 0 then 'C' else 'D' end,
        case when account.crcy_cd = 'KRW' then 100 + (r / 10) % 90000 * 10 else ((r / 10) % 90000 + 100) / 100.0 end,
        account.crcy_cd,
        case when r % 29 <> 0 then (array['가온마트', '한빛전력', '새봄카페', '푸른통신', '도담약국', '해오름서점', '늘찬식당', '미르학원',
          '다온보험', '라온여행'])[1 + (r / 100) % 10] || ' ' || (r / 1000) % 60 end,
        (array['SALA', 'RENT', 'UBIL', 'TAXS', 'EDUC', 'INSU', 'LOAN', 'SAVG', 'INVS', 'MDCS', 'ALLW', 'GDDS', 'CDCD', 'FEES',
          'XXXX', null])[1 + (r / 100) % 16],
        case when r % 9 = 0 then 'Y' else 'N' end,
        case when r % 7 = 0 then '메모 ' || (r / 1000) % 500 end,
        (array['IB', 'MB', 'BR', 'ATM', 'CC'])[1 + (r / 1000) % 5],
        ${spreadSql("g", total)}
      from generate_series(${from}, ${to}) g
      cross join lateral (select ${randomSql("g", dataSetSeed)} as r) drawn
      join account on account.n = ${randomSql("g", dataSetSeed + 2)} % ${accounts.length}
      order by g`,
  }));
}
